import { expect, test } from 'vitest';
import { KeyReused, QueueFull } from '../../server/store/index.ts';
import { freshStore, spec } from './fixture.ts';

const once = (key: string, digest = 'd') => ({ key, digest });

test('a request that comes twice while nobody has looked makes one job, and only one of them made it', async () => {
  const store = await freshStore();
  const made = await Promise.all(Array.from({ length: 5 }, () => store.jobs.createOnce(spec(), once('k'))));
  expect(new Set(made.map(({ job }) => job.id)).size).toBe(1);
  expect(made.map(({ isReplay }) => isReplay)).toEqual([false, true, true, true, true]);
  await expect(store.jobs.createOnce(spec(), once('k', 'other'))).rejects.toThrow(KeyReused);
  await expect(store.jobs.madeBy(once('k', 'other'))).rejects.toThrow(KeyReused);
  expect((await store.jobs.madeBy(once('k')))!.id).toBe(made[0]!.job.id);
  expect(await store.jobs.madeBy(once('another'))).toBe(null);
});

test('a request that made a job gets it, also when the queue is full; a new one is refused whole', async () => {
  const store = await freshStore({ limits: { maxQueue: 1 } });
  const { job } = await store.jobs.createOnce(spec(), once('k'));
  await expect(store.jobs.createOnce(spec(), once('new'))).rejects.toThrow(QueueFull);
  expect((await store.jobs.createOnce(spec(), once('k'))).job.id).toBe(job.id);
  expect(await store.jobs.madeBy(once('new'))).toBe(null);
});
