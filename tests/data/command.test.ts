import { describe, expect, test } from 'vitest';
import { runCommand } from '../../server/data/command.ts';

const options = { cwd: '/', timeoutMs: 10_000 };
const script = (source: string) => ['-e', source];

describe('runCommand', () => {
  test('gives exit code and outputs, in the folder and the language asked for', async () => {
    const source = 'console.log(process.cwd(), process.env.LC_ALL); console.error("bad"); process.exit(3)';
    const result = await runCommand(process.execPath, script(source), options);
    expect(result).toEqual({ code: 3, stdout: '/ C\n', stderr: 'bad\n' });
  });

  test('ends a command that takes too long', async () => {
    const start = performance.now();
    const running = runCommand('sleep', ['30'], { ...options, timeoutMs: 200 });
    await expect(running).rejects.toThrow('sleep took longer than 0.2 s');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('ends with the reason of an abort', async () => {
    const stop = new AbortController();
    const reason = new Error('the job was cancelled');
    setTimeout(() => stop.abort(reason), 100);
    await expect(runCommand('sleep', ['30'], { ...options, signal: stop.signal })).rejects.toBe(reason);
  });

  test('says when the program is absent or the folder', async () => {
    const absent = await runCommand('no-such-program', [], options);
    expect(absent.code).toBe(127);
    expect(absent.stderr).toContain('no-such-program');
    await expect(runCommand('sleep', ['0'], { ...options, cwd: '/no/such/folder' })).rejects.toThrow(
      'cannot run',
    );
  });
});
