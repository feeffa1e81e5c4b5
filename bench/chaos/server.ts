import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Place } from './place.ts';
import { processesOf } from './processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 60_000;

export type ChaosServer = {
  url: string;
  start(): Promise<void>;
  /** Ends it by force and starts it again. */
  kill(): Promise<void>;
  /** Ends it in order; its exit code. */
  stop(): Promise<number | null>;
  /** Ends a trainer by force. @returns whether there was one */
  killTrainer(): boolean;
  /** Lets a trainer hang: it is stopped as by a debugger. @returns whether there was one */
  hangTrainer(): boolean;
};

/** A server at one address, whatever happens to its process. */
export function chaosServer(
  { folder, log: file }: Place,
  port: number,
  env: Record<string, string>,
): ChaosServer {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const log = openSync(file, 'a');
    child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'server/main.ts')], {
      cwd: ROOT,
      env: { ...process.env, ...env, LEARND_HOST: '127.0.0.1', LEARND_PORT: `${port}`, LEARND_DATA: folder },
      stdio: ['ignore', 'ignore', log],
    });
    closeSync(log);
    const deadline = Date.now() + START_MS;
    while (!(await answers(url))) {
      if (Date.now() > deadline) throw new Error(`the server did not answer within ${START_MS / 1000} s`);
      // It may be refused, as by a full disk: a service manager would try again.
      if (child.exitCode !== null) return start();
      await pause(50);
    }
  }

  const gone = async (): Promise<void> => {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };

  function signalTrainer(signal: NodeJS.Signals): boolean {
    const [trainer] = processesOf(folder).filter(({ command }) => command.includes('trainer/main'));
    if (!trainer) return false;
    try {
      return process.kill(trainer.pid, signal);
    } catch {
      return false;
    }
  }

  return {
    url,
    start,
    async kill() {
      // One that is stopped would outlive its server: it cannot even notice its end.
      signalTrainer('SIGCONT');
      child?.kill('SIGKILL');
      await gone();
      await start();
    },
    async stop() {
      child?.kill('SIGTERM');
      await gone();
      return child?.exitCode ?? null;
    },
    killTrainer: () => signalTrainer('SIGKILL'),
    hangTrainer: () => signalTrainer('SIGSTOP'),
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
