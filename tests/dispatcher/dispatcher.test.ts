import { expect, test, vi } from 'vitest';
import { startDispatcher } from '../../server/dispatcher/index.ts';
import { storeQueue } from '../../server/queue/index.ts';
import { freshStore } from '../store/fixture.ts';
import { ended, openService, smallJob } from './service.ts';

test('an end that cannot be written is written later', async () => {
  const store = await freshStore();
  const queue = storeQueue(store);
  const settle = vi.spyOn(queue, 'settle').mockRejectedValueOnce(new Error('database is locked'));
  const errors: unknown[] = [];
  const dispatcher = startDispatcher({
    worker: 'test',
    queue,
    store,
    equipment: {
      devices: ['wasm'],
      threads: 1,
      cacheDir: '/nonexistent',
      datasetsDir: null,
      artifactsDir: '/nonexistent',
    },
    log: { info: () => {}, warn: () => {}, error: (fields) => errors.push(fields) },
  });
  const { id } = await queue.enqueue(smallJob({ epochs: 1 }));
  await vi.waitUntil(async () => (await store.jobs.get(id))?.state === 'succeeded', { timeout: 30_000 });
  await dispatcher.stop();
  expect(settle).toHaveBeenCalledTimes(2);
  expect(errors).toHaveLength(1);
});

test('first in, first out, one at a time', async () => {
  const service = await openService();
  const jobs = [];
  for (let i = 0; i < 3; i++) jobs.push(await service.queue.enqueue(smallJob({ epochs: 1 })));
  const order: string[] = [];
  service.store.journal.onAppend((run, events) => {
    for (const event of events) if (event.type === 'state') order.push(`${run} ${event.to}`);
  });
  for (const { id } of jobs) await ended(service, id);
  const told = order.filter((line) => !line.endsWith('queued'));
  const expected = jobs.flatMap(({ id }) => [`${id} running`, `${id} succeeded`]);
  expect(told).toEqual(expected.slice(expected.length - told.length));
  expect(told.length).toBeGreaterThanOrEqual(5);
});
