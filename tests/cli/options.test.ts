import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { demo } from '../../cli/demo/main.ts';
import { HELP, readOptions } from '../../cli/demo/options.ts';

async function call(...argv: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await demo(argv, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr,
    interrupted: new AbortController().signal,
    entry: '/nowhere.ts',
  });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
}

describe('the command line of the demo', () => {
  it('has defaults for everything', () => {
    expect(readOptions([])).toEqual({ mini: false, epochs: 3, data: null, help: false });
  });

  it('takes every option', () => {
    expect(readOptions(['--mini', '--epochs', '5', '--data', 'x'])).toEqual({
      mini: true,
      epochs: 5,
      data: 'x',
      help: false,
    });
  });

  it('prints its help and starts nothing', async () => {
    expect(await call('--help')).toEqual({ code: 0, out: `${HELP}\n`, err: '' });
  });

  it.each([
    [['--fast'], "Unknown option '--fast'."],
    [['fast'], "Unexpected argument 'fast'."],
    [['--epochs'], "Option '--epochs <value>' argument missing."],
    [['--epochs', '0'], '--epochs must be a whole number from 1 to 9999, got "0".'],
    [['--epochs', '1.5'], '--epochs must be a whole number from 1 to 9999, got "1.5".'],
    [['--data', ''], '--data must name a folder.'],
    [['--mini=yes'], "Option '--mini' does not take an argument."],
  ])('refuses %j with exit code 2', async (argv, sentence) => {
    const { code, out, err } = await call(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.split('\n')[0]).toBe(sentence);
    expect(err).toContain('--mini');
  });
});
