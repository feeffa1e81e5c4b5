import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { freshFile, reopen, spec } from '../store/fixture.ts';

/** Another program that has the write lock, as the sqlite3 shell after BEGIN IMMEDIATE. */
function lock(file: string): () => void {
  const other = new Libsql(file);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  return () => other.exec('ROLLBACK');
}

test('a write waits until another process lets the database go, while everything else goes on', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const unlock = lock(file);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const written = store.jobs.create(spec());
  for (let i = 0; i < 10; i++) {
    await pause(100);
    expect((await store.jobs.list({ limit: 10 })).items).toEqual([]);
  }
  delay.disable();
  unlock();
  await expect(written).resolves.toMatchObject({ state: 'queued' });
  // SQLite's own wait of 5 s held up the loop for 5 s.
  expect(delay.max / 1e6).toBeLessThan(500);
  expect(store.fault()).toBeNull();
});

test('who waits too long is told, all at about the same time; then the store recovers by itself', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const heard: (string | null)[] = [];
  store.onFault((fault) => heard.push(fault?.kind ?? null));
  const unlock = lock(file);
  const began = performance.now();
  const all = await Promise.allSettled([1, 2, 3, 4].map(() => store.jobs.create(spec())));
  expect(performance.now() - began).toBeLessThan(9000);
  for (const one of all) {
    expect(one).toMatchObject({
      status: 'rejected',
      reason: { name: 'DatabaseFault', kind: 'locked', message: expect.stringContaining('locked') },
    });
  }
  expect(store.fault()).toMatchObject({ kind: 'locked' });
  unlock();
  await expect.poll(() => store.fault(), { timeout: 5000 }).toBeNull();
  expect(heard).toEqual(['locked', null]);
  expect((await store.jobs.list({ limit: 10 })).items).toEqual([]);
}, 20_000);
