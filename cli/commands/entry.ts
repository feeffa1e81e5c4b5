import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { World } from '../world.ts';

/** Where a program of the server begins. */
export const entryOf = (name: 'main' | 'backup' | 'verify' | 'doctor'): string =>
  fileURLToPath(new URL(`../../server/${name}.ts`, import.meta.url));

/**
 * Runs a program of the server with this terminal as its own.
 * @param env what it gets beside the environment of this process
 * @returns its exit code; as a shell has it when a signal ended it
 */
export function runEntry(
  name: 'backup' | 'verify' | 'doctor',
  argv: readonly string[],
  { stdout, stderr, env }: World,
  more: Record<string, string> = {},
): Promise<number> {
  const inherits = stdout === process.stdout;
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entryOf(name), ...argv], {
    env: { ...env, ...more },
    stdio: inherits ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.pipe(stdout, { end: false });
  child.stderr?.pipe(stderr, { end: false });
  // Ctrl-C reaches both of us: the child says how it ends. A signal to this process alone is passed on.
  const ignore = () => {};
  const pass = () => void child.kill('SIGTERM');
  process.on('SIGINT', ignore);
  process.on('SIGTERM', pass);
  return new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`server/${name}.ts could not be started`, { cause })));
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  }).finally(() => {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', pass);
  });
}
