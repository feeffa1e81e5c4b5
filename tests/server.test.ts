import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../client/index.ts';
import { lockFolder } from '../server/lock.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'learnd-server-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, LEARND_DATA: path.join(folder, 'data'), LEARND_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    errors: () => errors,
    url: once(lines, 'line').then(([line]) => String(line).replace('learnd listening on ', '')),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

const spec = (epochs: number) =>
  ({
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 256, validLimit: 64 },
    model: { kind: 'cnn' },
    batchSize: 64,
    epochs,
  }) as const;

describe('the server', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'goes down gracefully on %s, and a running job waits for the next start',
    async (signal) => {
      const first = start();
      const learnd = createClient(await first.url);
      const { id } = await learnd.submit(spec(10_000));
      for await (const event of learnd.watch(id)) if (event.type === 'batches') break;
      first.child.kill(signal);
      expect(await first.ended).toBe(0);

      const second = start();
      const again = createClient(await second.url);
      for await (const event of again.watch(id)) if (event.type === 'rewind') break;
      expect(await again.jobs.get(id)).toMatchObject({ state: 'running', attempt: 2 });
    },
  );

  test('killed outright, it puts the running job back and trains it again', async () => {
    const first = start();
    const learnd = createClient(await first.url);
    const { id } = await learnd.submit(spec(40));
    for await (const event of learnd.watch(id)) if (event.type === 'batches') break;
    first.child.kill('SIGKILL');
    await first.ended;

    const second = start();
    const again = createClient(await second.url);
    const states: string[] = [];
    for await (const event of again.watch(id)) if (event.type === 'state') states.push(event.to);
    expect(states).toEqual(['queued', 'running', 'queued', 'running', 'succeeded']);
    const { step } = await again.metrics(id, { split: 'train' });
    expect([...step]).toEqual(Array.from({ length: 160 }, (_, i) => i));
  });

  test('says in sentences why it does not start', async () => {
    const bad = start({
      LEARND_PORT: 'http',
      LEARND_THREADS: '0',
      LEARND_TOKEN: 'secret',
    });
    expect(await bad.ended).toBe(1);
    for (const name of ['LEARND_PORT', 'LEARND_THREADS', 'LEARND_TOKEN']) {
      expect(bad.errors()).toContain(name);
    }
    expect(bad.errors()).not.toContain('secret');
    expect(bad.errors()).not.toMatch(/^\s+at /m);
  });

  test('refuses a data folder that is in use, and one that is a file', async () => {
    const first = start();
    await first.url;
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain(`in use by another learnd (pid ${first.child.pid})`);

    writeFileSync(path.join(folder, 'file'), '');
    const third = start({ LEARND_DATA: path.join(folder, 'file') });
    expect(await third.ended).toBe(1);
    expect(third.errors()).toContain(path.join(folder, 'file'));
  });
});

describe('the lock of a data folder', () => {
  test('sees through what a killed server left', () => {
    const file = path.join(folder, 'learnd.lock');
    mkdirSync(folder, { recursive: true });
    // Its pid is another program's by now, which is alive.
    writeFileSync(file, `${process.ppid}\n`);
    const unlock = lockFolder(file);
    expect(() => lockFolder(file)).toThrow(`pid ${process.pid}`);
    unlock();
    lockFolder(file)();
  });
});
