import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const LEARND = fileURLToPath(new URL('../../cli/learnd.mjs', import.meta.url));

/** `learnd` as people start it, from a folder that has nothing to do with it. */
export function startLearnd(argv: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [LEARND, ...argv], {
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { child, said, ended };
}

/** Waits for its end. */
export const learnd = (argv: readonly string[], env: Record<string, string> = {}) =>
  startLearnd(argv, env).ended;
