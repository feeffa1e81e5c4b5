import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { startPulse } from '../../server/dispatcher/pulse.ts';
import { startReaper } from '../../server/dispatcher/reaper.ts';
import { storeQueue } from '../../server/queue/index.ts';
import { freshStore } from '../store/fixture.ts';
import { ended, heard, openService, smallJob } from './service.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Longer than a trainer takes to start on a busy machine, in ms. */
const LEASE_MS = 5000;

test('a trainer that hangs is ended, and its job is running again within the lease', async () => {
  const service = await openService({ trainer: './hanging-trainer.ts', leaseMs: LEASE_MS });
  const { id } = await service.queue.enqueue(smallJob());
  await heard(service, id, ({ type }) => type === 'batches');
  const since = performance.now();
  await heard(
    service,
    id,
    (event) => event.type === 'state' && event.to === 'running' && event.attempt === 2,
  );
  expect(performance.now() - since).toBeLessThan(LEASE_MS + 1500);
  const states = (await service.store.journal.read(id, 0, 100)).filter((event) => event.type === 'state');
  expect(states.map((event) => event.reason)).toContain('The trainer said nothing for 5 s');
  // The second attempt lasts longer than a lease, but is heard.
  await ended(service, id);
  expect(await service.store.jobs.get(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
});

test('a worker that lets its lease pass loses its job, and what it still writes is refused', async () => {
  const store = await freshStore();
  const queue = storeQueue(store, { leaseMs: 1000 });
  const { id } = await queue.enqueue(smallJob());
  await queue.claim('dead', ['wasm']);
  const end = startReaper(queue, log);
  await vi.waitUntil(async () => (await store.jobs.get(id))?.state === 'queued', { timeout: 2000 });
  end();
  expect(await queue.heartbeat(id, 1)).toBe(false);
  const entry = { type: 'log', level: 'info', message: 'from the dead' } as const;
  await expect(store.journal.append(id, 1, [entry])).rejects.toThrow('Attempt 1 does not have the job');
});

test('a worker that is heard keeps its job', async () => {
  const store = await freshStore();
  const queue = storeQueue(store, { leaseMs: 1000 });
  const { id } = await queue.enqueue(smallJob());
  await queue.claim('slow', ['wasm']);
  for (let i = 0; i < 4; i++) {
    await pause(400);
    expect(await queue.heartbeat(id, 1)).toBe(true);
    expect(await queue.expire()).toEqual([]);
  }
});

test('a pulse beats while the trainer is heard, and tells of its silence once', () => {
  vi.useFakeTimers();
  const [beat, silent] = [vi.fn(), vi.fn()];
  const pulse = startPulse(4000, beat, silent);
  pulse.heard();
  vi.advanceTimersByTime(3000);
  expect([beat.mock.calls.length, silent.mock.calls.length]).toEqual([3, 0]);
  pulse.heard();
  vi.advanceTimersByTime(3000);
  expect([beat.mock.calls.length, silent.mock.calls.length]).toEqual([6, 0]);
  vi.advanceTimersByTime(10_000);
  expect([beat.mock.calls.length, silent.mock.calls.length]).toEqual([6, 1]);
  vi.useRealTimers();
});

test('a trainer that starts has longer than a short lease for its first word', () => {
  vi.useFakeTimers();
  const silent = vi.fn();
  startPulse(1000, () => {}, silent);
  vi.advanceTimersByTime(59_000);
  expect(silent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(silent).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

describe('leases that are over', () => {
  async function claimed(maxAttempts = 3) {
    const store = await freshStore();
    const queue = storeQueue(store, { leaseMs: 1 });
    const { id } = await queue.enqueue(smallJob({ maxAttempts }));
    await queue.claim('slept', ['wasm']);
    await pause(20);
    return { store, queue, id };
  }

  test('of a machine that slept: who says at once that it lives keeps its job', async () => {
    const { queue, id } = await claimed();
    expect(await queue.expire()).toEqual([]);
    expect(await queue.heartbeat(id, 1)).toBe(true);
    await pause(20);
    expect(await queue.expire()).toEqual([]);
    expect(await queue.expire()).toMatchObject([{ id, state: 'queued' }]);
  });

  test('of a training whose end could not be written yet: it ends as it ended', async () => {
    const { store, queue, id } = await claimed(1);
    vi.spyOn(store.jobs, 'get').mockRejectedValueOnce(new Error('disk I/O error'));
    await expect(queue.settle(id, 1, { kind: 'succeeded' })).rejects.toThrow('disk I/O error');
    await queue.expire();
    expect(await queue.expire()).toMatchObject([{ id, state: 'succeeded' }]);
  });
});
