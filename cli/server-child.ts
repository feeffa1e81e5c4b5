import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { tailOf } from './log-tail.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LISTENING = /^learnd listening on (\S+)$/;
const START_MS = 60_000;
const STOP_MS = 20_000;

export type ServerChild = {
  url: string;
  /** Aborted when the server ends though nobody stopped it; the reason tells how, with the end of its log. */
  died: AbortSignal;
  /** Asks it to end and waits; a server that does not is killed, its trainers with it. */
  stop: () => Promise<void>;
};

export type ServerChildOptions = {
  dataDir: string;
  /** Gives up waiting for the server to listen. */
  signal: AbortSignal;
  /** The program to run: for tests. */
  entry?: string | undefined;
};

/**
 * Starts a server of its own on any free port of this machine; it logs to `server.log` in its data folder.
 * @throws Error with the end of that log when it ends or stays silent before it listens; the signal's reason.
 */
export async function startServer(options: ServerChildOptions): Promise<ServerChild> {
  const { dataDir, signal, entry = join(ROOT, 'server/main.ts') } = options;
  signal.throwIfAborted();
  const logFile = join(dataDir, 'server.log');
  const child = launch(entry, dataDir, logFile);
  const ended = endOf(child, logFile);
  const death = new AbortController();
  ended.then((error) => death.abort(error));
  try {
    const url = await Promise.race([
      listening(child),
      ended.then((error) => Promise.reject(error)),
      abortion(AbortSignal.any([signal, AbortSignal.timeout(START_MS)])),
    ]);
    return { url, died: death.signal, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    signal.throwIfAborted();
    if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
    throw new Error(`The server did not listen within ${START_MS / 1000} s.${tailOf(logFile)}`, {
      cause: error,
    });
  }
}

function launch(entry: string, dataDir: string, logFile: string): ChildProcess {
  mkdirSync(dataDir, { recursive: true });
  const log = openSync(logFile, 'a');
  // A group of its own: Ctrl-C reaches this command only, which cancels the job before it stops the server.
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    cwd: ROOT,
    env: { ...process.env, LEARND_HOST: '127.0.0.1', LEARND_PORT: '0', LEARND_DATA: dataDir },
    stdio: ['ignore', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  const kill = () => killGroup(child);
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** The address that the server prints as its one line on stdout; whatever else comes there is read and dropped. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const url = LISTENING.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
}

/** Rejects with the signal's reason. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Resolves with what happened once the server has ended. */
function endOf(child: ChildProcess, logFile: string): Promise<Error> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(new Error('The server could not be started.', { cause })));
    child.once('exit', (code, killedBy) => {
      const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
      resolve(new Error(`The server ${how}.${tailOf(logFile)}`));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), STOP_MS);
  await exit;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // ESRCH: all of them are gone already, which is what was wanted.
  }
}
