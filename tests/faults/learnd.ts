import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type Client, createClient } from '../../client/index.ts';
import type { Problem } from '../../shared/problem.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type Learnd = {
  child: ChildProcess;
  url: string;
  client: Client;
  /** What it has printed to stderr: its log. */
  log: () => string;
  /** Asks it to end. @returns its exit code */
  stop: () => Promise<number | null>;
};

function launch(data: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, LEARND_DATA: data, LEARND_PORT: '0', LEARND_THREADS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  let log = '';
  child.stderr.on('data', (text) => {
    log += text;
  });
  return { child, ended, log: () => log };
}

/** A real server on a data folder; ended with the test at the latest. @throws Error with its log when it ends instead */
export async function startLearnd(data: string, env: Record<string, string> = {}): Promise<Learnd> {
  const { child, ended, log } = launch(data, env);
  const url = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) =>
      String(line).replace('learnd listening on ', ''),
    ),
    ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${log()}`))),
  ]);
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { child, url, client: createClient(url), log, stop };
}

/** What a server says that does not start. */
export async function refusal(data: string, env: Record<string, string> = {}) {
  const { ended, log } = launch(data, env);
  return { code: await ended, said: log() };
}

/** A request of any kind; the body as it came. */
export async function ask(url: string, method = 'GET', body?: object) {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text || 'null') as Problem };
}

export const SMALL = {
  kind: 'train',
  dataset: { name: 'fashion-mnist-mini', trainLimit: 256, validLimit: 64 },
  model: { kind: 'cnn' },
  batchSize: 64,
  epochs: 1,
} as const;
