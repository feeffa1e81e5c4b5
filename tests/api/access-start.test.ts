import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TOKEN = 'start-token-0123456789';
let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'learnd-access-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  rmSync(folder, { recursive: true });
});

/** The program itself; the line that it prints once it listens, or what it said before it ended. */
function start(env: Record<string, string>) {
  const started = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, LEARND_DATA: path.join(folder, 'data'), LEARND_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let errors = '';
  started.stderr.on('data', (text) => {
    errors += text;
  });
  const listening = once(createInterface({ input: started.stdout }), 'line').then(([line]) => String(line));
  const ended = once(started, 'close').then(([code]) => ({ code: code as number | null, errors }));
  return { listening, ended };
}

test('beyond loopback the program starts with a token only, and says why', async () => {
  const { code, errors } = await start({ LEARND_HOST: '0.0.0.0' }).ended;
  expect(code).toBe(1);
  expect(errors).toContain('LEARND_HOST must be a loopback address');
  expect(errors).toContain('Set LEARND_TOKEN');

  const short = await start({ LEARND_HOST: '0.0.0.0', LEARND_TOKEN: 'short-secret' }).ended;
  expect(short).toMatchObject({ code: 1, errors: expect.stringContaining('LEARND_TOKEN must be tokens') });
  expect(short.errors).not.toContain('short-secret');

  const line = await start({ LEARND_HOST: '0.0.0.0', LEARND_TOKEN: TOKEN, LEARND_RATE_LIMIT: '3' }).listening;
  const url = `http://127.0.0.1:${/:(\d+)$/.exec(line)![1]}`;
  const statuses: number[] = [];
  for (const authorization of [
    '',
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
  ]) {
    const answer = await fetch(`${url}/datasets`, authorization ? { headers: { authorization } } : {});
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([401, 200, 200, 200, 429]);
  expect(statSync(path.join(folder, 'data')).mode & 0o777).toBe(0o700);
});
