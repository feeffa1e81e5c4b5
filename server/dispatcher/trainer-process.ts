import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FromTrainer, ToTrainer } from '../../shared/trainer.ts';

const ENTRY = fileURLToPath(new URL('../trainer/main.ts', import.meta.url));

export type TrainerProcess = {
  readonly pid: number | undefined;
  send(message: ToTrainer): void;
  kill(): void;
  /** Messages in order, until the process is gone. @returns a function that ends the listening */
  onMessage(listener: (message: FromTrainer) => void): () => void;
  /** How the process went, once it is gone. */
  readonly ended: Promise<string>;
};

/**
 * Starts a trainer, by path: a native crash or a hang can only take that process down.
 * @param print gets each line that it or its libraries print; without it they go to this process's stderr
 */
export function startTrainer(entry = ENTRY, print?: (line: string) => void): TrainerProcess {
  const printed = print ? 'pipe' : 2;
  const child = fork(entry, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
    stdio: ['ignore', printed, printed, 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream && print) createInterface({ input: stream }).on('line', print);
  }
  const ended = new Promise<string>((resolve) => {
    // Errors keep coming while messages cannot be delivered; only one from a child that never was is its end.
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
    });
    // `close` comes after the last message, `exit` may come before it.
    child.once('close', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`),
    );
  });
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    kill: () => void child.kill('SIGKILL'),
    onMessage: (listener) => {
      const heard = listener as (message: unknown) => void;
      child.on('message', heard);
      return () => child.off('message', heard);
    },
    ended,
  };
}
