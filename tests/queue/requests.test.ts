import { describe, expect, test, vi } from 'vitest';
import { type Queue, storeQueue, WrongState } from '../../server/queue/index.ts';
import { QueueFull } from '../../server/store/index.ts';
import { STATES, type State } from '../../shared/lifecycle.ts';
import { freshFile, reopen, sharedStore, spec } from '../store/fixture.ts';

const open = sharedStore();
const fresh = (): Queue => storeQueue(open());

/** The way to each state, by what people and workers do. */
async function jobIn(queue: Queue, state: State): Promise<string> {
  const { id } = await queue.enqueue(spec({ priority: 1 }));
  if (state === 'queued') return id;
  expect((await queue.claim('w', ['wasm']))?.id).toBe(id);
  if (state === 'pausing' || state === 'paused') await queue.pause(id);
  if (state === 'cancelling' || state === 'cancelled') await queue.cancel(id);
  if (state === 'paused' || state === 'cancelled') await queue.settle(id, 1, { kind: 'stopped' });
  if (state === 'succeeded') await queue.settle(id, 1, { kind: 'succeeded' });
  if (state === 'failed') await queue.settle(id, 1, { kind: 'failed', error: 'x' });
  return id;
}

describe('what may be asked of a job in each state', () => {
  const allowed: Record<'pause' | 'resume' | 'retry', Partial<Record<State, State>>> = {
    pause: { running: 'pausing', pausing: 'pausing' },
    resume: { paused: 'queued' },
    retry: { failed: 'queued', cancelled: 'queued' },
  };
  const cases = Object.entries(allowed).flatMap(([name, table]) =>
    STATES.map((state) => [name as keyof typeof allowed, state, table[state] ?? null] as const),
  );
  test.each(cases)('%s while %s -> %s', async (name, state, to) => {
    const queue = fresh();
    const id = await jobIn(queue, state);
    if (to === null) {
      await expect(queue[name](id)).rejects.toMatchObject({ constructor: WrongState, state });
      expect((await open().jobs.get(id))!.state).toBe(state);
    } else {
      expect(await queue[name](id)).toMatchObject({ state: to });
    }
    // Nothing is left for the next case to claim.
    await queue.cancel(id).catch(() => {});
  });

  test('nothing of a job that is not there', async () => {
    for (const name of ['pause', 'resume', 'retry'] as const)
      expect(await fresh()[name]('nobody')).toBeNull();
  });
});

test('a paused job is resumed as the next attempt, behind those that wait', async () => {
  const queue = fresh();
  const id = await jobIn(queue, 'paused');
  const other = await queue.enqueue(spec({ priority: 1 }));
  expect(await queue.resume(id)).toMatchObject({ position: 2 });
  expect((await queue.claim('w', ['wasm']))?.id).toBe(other.id);
  expect(await queue.claim('w', ['wasm'])).toMatchObject({ id, attempt: 2 });
});

test('a retry forgets the error and the losses, and the journal goes on after its end', async () => {
  const queue = fresh();
  const { id } = await queue.enqueue(spec({ priority: 1, maxAttempts: 1 }));
  await queue.claim('w', ['wasm']);
  await queue.settle(id, 1, { kind: 'lost', reason: 'killed' });
  expect(await open().jobs.get(id)).toMatchObject({ state: 'failed', error: 'killed' });
  expect(await queue.retry(id)).toMatchObject({ state: 'queued', error: null, finishedAt: null });
  await queue.claim('w', ['wasm']);
  expect(await queue.settle(id, 2, { kind: 'lost', reason: 'killed' })).toMatchObject({ state: 'failed' });
  const types = (await open().journal.read(id, 0, 100)).map(({ type }) => type);
  expect(types).toEqual(['state', 'state', 'state', 'end', 'state', 'state', 'state', 'end']);
});

test.each([
  ['resume', 'paused'],
  ['retry', 'failed'],
] as const)('of many that %s a job at once, one wins', async (name, state) => {
  const queue = fresh();
  const id = await jobIn(queue, state);
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => queue[name](id)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of asked) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ state: 'queued' });
  }
  await queue.cancel(id);
});

test('a pause and a cancel at once: the cancel stands, and the worker is told of it', async () => {
  const queue = fresh();
  const id = await jobIn(queue, 'running');
  const stopping = vi.fn();
  const leave = queue.onStopping(stopping);
  await Promise.allSettled([queue.pause(id), queue.cancel(id)]);
  leave();
  expect((await open().jobs.get(id))!.state).toBe('cancelling');
  expect(stopping).toHaveBeenLastCalledWith({ id, attempt: 1, to: 'cancelling' });
  expect(await queue.settle(id, 1, { kind: 'stopped' })).toMatchObject({ state: 'cancelled' });
});

test('a full queue takes nobody back, but loses nobody that it had', async () => {
  const store = await reopen(await freshFile(), { limits: { maxQueue: 1, runQuota: 0, diskQuota: 0 } });
  const queue = storeQueue(store);
  const paused = await queue.enqueue(spec());
  await queue.claim('w', ['wasm']);
  await queue.pause(paused.id);
  await queue.settle(paused.id, 1, { kind: 'stopped' });
  const waiting = await queue.enqueue(spec());
  await expect(queue.resume(paused.id)).rejects.toThrow(QueueFull);
  expect((await store.jobs.get(paused.id))!.state).toBe('paused');
  await queue.claim('w', ['wasm']);
  await queue.enqueue(spec());
  // Its trainer was lost: it keeps its place, though another has come.
  expect(await queue.settle(waiting.id, 1, { kind: 'lost', reason: 'killed' })).toMatchObject({
    state: 'queued',
  });
});
