import { readdir, readlink } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { freshFile } from './fixture.ts';

async function handlesOn(file: string): Promise<number> {
  const fds = await readdir('/proc/self/fd');
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(file)).length;
}

test.skipIf(process.platform !== 'linux')(
  'transactions leave neither file handles nor settings behind',
  async () => {
    const file = await freshFile();
    const database = await openDatabase(file);
    await database.$transaction(async (tables) => tables.job.count());
    const handles = await handlesOn(file);
    for (let i = 0; i < 20; i++) await database.$transaction(async (tables) => tables.job.count());
    expect(await handlesOn(file)).toBeLessThanOrEqual(handles);
    expect(await database.$queryRaw`PRAGMA synchronous`).toEqual([{ synchronous: 1 }]);
    expect(await database.$queryRaw`PRAGMA foreign_keys`).toEqual([{ foreign_keys: 1 }]);
    await database.$disconnect();
  },
);

test('a transaction that fails is undone, and the next one works', async () => {
  const database = await openDatabase(await freshFile());
  const failure = new Error('on purpose');
  const run = database.$transaction(async (tables) => {
    const now = new Date();
    await tables.job.create({
      data: {
        id: 'a',
        state: 'queued',
        maxAttempts: 1,
        device: 'auto',
        spec: '{}',
        createdAt: now,
        queuedAt: now,
      },
    });
    expect(await tables.job.count()).toBe(1);
    throw failure;
  });
  await expect(run).rejects.toBe(failure);
  expect(await database.job.count()).toBe(0);
  expect(await database.$transaction(async (tables) => tables.job.count())).toBe(0);
  await database.$disconnect();
});
