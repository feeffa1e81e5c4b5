import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FromTrainer, ToTrainer } from '../../shared/trainer.ts';
import { isDriverNoise } from './driver-noise.ts';

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

const toStderr = (line: string): void => console.error(line);

/**
 * Starts a trainer, by path: a native crash or a hang can only take that process down.
 * @param print gets each line that it or its libraries print, but for what drivers of GPUs always print
 */
export function startTrainer(entry = ENTRY, print = toStderr): TrainerProcess {
  const child = fork(entry, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (!isDriverNoise(line)) print(line);
    });
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
