import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { learnd as command } from '../../cli/learnd.ts';
import { createClient } from '../../client/index.ts';
import { learnd, startLearnd } from './command.ts';

async function call(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await command(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
}

describe('the learnd command', () => {
  test('lists its commands, and tells all about each', async () => {
    const { code, out } = await call('help');
    expect(code).toBe(0);
    expect(await call('--help')).toEqual({ code, out, err: '' });
    for (const { name } of commands) {
      expect(out).toMatch(new RegExp(`^ {2}${name} +\\w`, 'm'));
      const help = await call('help', name);
      expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`Usage: learnd ${name}`) });
      expect(await call(name, '--help')).toEqual(help);
    }
  });

  test.each([
    [[], 'Name a command.'],
    [['server'], 'There is no command "server".'],
    [['help', 'server'], 'There is no command "server".'],
    [['--verbose'], 'There is no command "--verbose".'],
    [['serve', '--port', '1'], "Unknown option '--port'."],
    [['serve', 'now'], "Unexpected argument 'now'."],
    [['backup'], 'Name one folder to put the backup in.'],
    [['backup', 'a', 'b'], "Unexpected argument 'b'."],
    [['backup', '--check', 'a', 'b'], '--check names the only folder that is read; leave the rest away.'],
    [['backup', '--data='], '--data must not be empty.'],
    [['verify'], 'RUN is missing.'],
    [
      ['verify', 'a', '--url', 'learnd'],
      '--url must be an address such as http://127.0.0.1:7070, got "learnd".',
    ],
    [['verify', 'a', '--epochs', '0'], '--epochs must be a whole number from 1 to 9999, got "0".'],
    [['verify', 'a', '--fast'], "Unknown option '--fast'."],
  ])('does not understand %j, and ends with 2', async (argv, sentence) => {
    const { code, out, err } = await call(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).toContain('Usage: learnd');
  });

  test('works from any folder, as package.json names it', async () => {
    const { version, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(bin).toEqual({ learnd: 'cli/learnd.mjs' });
    expect(await learnd(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    expect((await learnd(['nonsense'])).code).toBe(2);
  });

  test('serve is the server itself: it prints its address, and goes down when asked', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'learnd-serve-'));
    const { child, said, ended } = startLearnd(['serve'], { LEARND_DATA: folder, LEARND_PORT: '0' });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    });
    while (!said.out.includes('\n')) await new Promise((resolve) => child.stdout.once('data', resolve));
    const url = said.out.match(/^learnd listening on (\S+)\n$/)![1]!;
    expect(await createClient(url).request('health')).toEqual({ status: 'ok' });
    expect(readFileSync(path.join(folder, 'learnd.lock'), 'utf8')).toBe(`${child.pid}\n`);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  test('serve says why it does not start', async () => {
    const { code, err } = await learnd(['serve'], { LEARND_PORT: 'http' });
    expect(code).toBe(1);
    expect(err).toContain('LEARND_PORT');
  });
});
