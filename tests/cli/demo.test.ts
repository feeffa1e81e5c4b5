import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demo } from '../../cli/demo/main.ts';

const ENTRY = fileURLToPath(new URL('./fake-main.ts', import.meta.url));

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'learnd-demo-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(data, { recursive: true });
});

type Shown = { code: number; out: string; err: string };

const pidFile = () => join(data, 'pid');

/** Runs the demo against the fake server. @param stopWhen interrupts it, given everything printed so far */
async function run(mode: string, argv: string[] = [], stopWhen = (_out: string) => false): Promise<Shown> {
  vi.stubEnv('FAKE_LEARND', mode);
  const interrupted = new AbortController();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let out = '';
  stdout.on('data', (chunk) => {
    out += chunk;
  });
  const poll = setInterval(() => stopWhen(out) && interrupted.abort(new Error('Interrupted.')), 20);
  const code = await demo(['--data', data, ...argv], {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr,
    interrupted: interrupted.signal,
    entry: ENTRY,
  });
  clearInterval(poll);
  stderr.end();
  expect(existsSync(pidFile()), 'the server is still there, or had to be killed').toBe(false);
  return { code, out: stripVTControlCharacters(out), err: await text(stderr) };
}

describe('the demo', () => {
  it('trains, shows epochs and layers, reads the run back and stops the server', async () => {
    const { code, out, err } = await run('trains', ['--epochs', '2']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^fashion-mnist: from a fake folder$/m);
    expect(out).toMatch(/^ +0 +1\.2500 +0\.5000 +0\.6000 +0\.7500 +1\.5$/m);
    expect(out).toMatch(/^ +1 +1\.2500 +0\.5000 +0\.6000 +0\.7500 +1\.5$/m);
    expect(out).toMatch(/^0\.2 +0\.100 +1\.000 +5\.0 % {2}█▅▂$/m);
    expect(out).toMatch(/^state +succeeded$/m);
    expect(out).toMatch(/^best +accuracy 0\.7500 in epoch 0$/m);
    expect(out).toMatch(/^recorded +metrics of 8 training and 2 validation batches$/m);
    expect(out).toContain(`LEARND_DATA=${data} npm start`);
  });

  it("compares with the course's number when the job is the course's", async () => {
    expect((await run('trains')).out).toContain('accuracy 0.7500 in epoch 0 (the course: 0.876)');
    expect((await run('trains', ['--mini'])).out).not.toContain('the course');
  });

  it('goes on with the bundled images, and says why, when the others cannot be had', async () => {
    const { code, out } = await run('no-dataset');
    expect(code).toBe(0);
    const reason = out.indexOf('Dataset fashion-mnist is not available. Tried:\n- a folder: empty');
    const decision = out.indexOf('going on with the bundled fashion-mnist-mini.');
    const mini = out.indexOf('fashion-mnist-mini: from a fake folder');
    expect([reason, decision, mini]).not.toContain(-1);
    expect([reason, decision, mini]).toEqual([reason, decision, mini].toSorted((a, b) => a - b));
  });

  it('cancels the job and stops the server when interrupted', async () => {
    const { code, out } = await run('waits', [], (sofar) => sofar.includes('0.7500'));
    expect(code).toBe(130);
    expect(out).toMatch(/^state +cancelled$/m);
  });

  it('shows the end of the log when the server dies before it listens', async () => {
    const { code, err } = await run('dies-at-start');
    expect(code).toBe(1);
    expect(err).toContain('The server ended with code 3.');
    expect(err).toContain('"msg":"the database is locked"');
    expect(await readFile(join(data, 'server.log'), 'utf8')).toContain('the database is locked');
  });

  it.each(['dies-when-asked', 'dies-while-running'])(
    'shows the end of the log when the server %s',
    async (mode) => {
      const { code, err } = await run(mode);
      expect(code).toBe(1);
      expect(err).toContain('The server ended with code 9.');
      expect(err).toContain('"msg":"out of memory"');
    },
  );

  it('leaves with 130 when interrupted before the server listens', async () => {
    const { code, out, err } = await run('silent', [], () => existsSync(pidFile()));
    expect({ code, out, err }).toEqual({ code: 130, out: '', err: '' });
  });
});
