import { spawn } from 'node:child_process';

export type CommandOptions = { cwd: string; timeoutMs: number; signal?: AbortSignal | undefined };

/** What a finished command left: exit code and the last 4,000 characters of each output. */
export type CommandResult = { code: number; stdout: string; stderr: string };

/** Runs a program without a shell. Rejects when it cannot start, is killed, aborted or takes too long. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

const KEEP = 4_000;

export const runCommand: RunCommand = (command, args, { cwd, timeoutMs, signal }) =>
  new Promise((resolve, reject) => {
    // `env` fixes the language of the messages and leaves the rest of the environment as it is.
    const child = spawn('env', ['LC_ALL=C', command, ...args], {
      cwd,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(-KEEP);
      });
    }
    // Rejects at once: a grandchild that holds the pipes open must not delay the answer.
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`${command} took longer than ${timeoutMs / 1000} s`));
    }, timeoutMs);
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(signal?.aborted ? signal.reason : new Error(`cannot run ${command}`, { cause }));
    });
    child.once('close', (code, killedBy) => {
      clearTimeout(timer);
      if (code === null) reject(new Error(`${command} was ended by ${killedBy}`));
      else resolve({ code, ...output });
    });
  });
