import { describe, expect, test, vi } from 'vitest';
import { type Outcome, type Queue, storeQueue, WrongState } from '../../server/queue/index.ts';
import type { Store } from '../../server/store/index.ts';
import type { State } from '../../shared/lifecycle.ts';
import { batches, freshStore, spec } from '../store/fixture.ts';

async function fresh(): Promise<{ store: Store; queue: Queue }> {
  const store = await freshStore();
  return { store, queue: storeQueue(store) };
}

async function claimed({ queue }: { queue: Queue }, maxAttempts = 3): Promise<string> {
  const { id } = await queue.enqueue(spec({ maxAttempts }));
  await queue.claim('w', ['wasm']);
  return id;
}

const reasons = async (store: Store, id: string) =>
  (await store.journal.read(id, 0, 100)).flatMap((event) => (event.type === 'state' ? [event.reason] : []));

describe('cancel', () => {
  test('takes a queued job out, and asks the worker of a running one to stop, once', async () => {
    const { store, queue } = await fresh();
    const cancelling = vi.fn();
    queue.onStopping(cancelling);
    const running = await claimed({ queue });
    const { id } = await queue.enqueue(spec());
    expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled', position: null });
    expect(await queue.cancel(running)).toMatchObject({ state: 'cancelling' });
    const seq = await store.journal.lastSeq(running);
    expect(await queue.cancel(running)).toMatchObject({ state: 'cancelling' });
    expect(await store.journal.lastSeq(running)).toBe(seq);
    expect(cancelling.mock.calls).toEqual([[{ id: running, attempt: 1, to: 'cancelling' }]]);
    expect(await queue.cancel('nobody')).toBeNull();
  });

  test.each(['pausing', 'paused'] as const)('works on a job that is %s', async (state) => {
    const { store, queue } = await fresh();
    const id = await claimed({ queue });
    await store.jobs.change(id, { from: ['running'], to: 'pausing' });
    if (state === 'paused') await queue.settle(id, 1, { kind: 'stopped' });
    expect(await queue.cancel(id)).toMatchObject({ state: state === 'paused' ? 'cancelled' : 'cancelling' });
  });

  test('is too late for a job that has ended, and says in which state it is', async () => {
    const { queue } = await fresh();
    const id = await claimed({ queue });
    await queue.settle(id, 1, { kind: 'succeeded' });
    const late = queue.cancel(id);
    await expect(late).rejects.toThrow(WrongState);
    await expect(late).rejects.toMatchObject({ state: 'succeeded' });
  });
});

describe('settle', () => {
  const outcomes: [Outcome, Record<'running' | 'pausing' | 'cancelling', State>][] = [
    [{ kind: 'succeeded' }, { running: 'succeeded', pausing: 'succeeded', cancelling: 'succeeded' }],
    [
      { kind: 'failed', error: 'NaN' },
      { running: 'failed', pausing: 'failed', cancelling: 'failed' },
    ],
    [{ kind: 'stopped' }, { running: 'queued', pausing: 'paused', cancelling: 'cancelled' }],
    [
      { kind: 'lost', reason: 'gone' },
      { running: 'queued', pausing: 'queued', cancelling: 'cancelled' },
    ],
  ];
  const cases = outcomes.flatMap(([outcome, next]) =>
    Object.entries(next).map(([from, to]) => [outcome.kind, from as State, to, outcome] as const),
  );
  test.each(cases)('%s while %s -> %s', async (_, from, to, outcome) => {
    const { store, queue } = await fresh();
    const id = await claimed({ queue });
    if (from !== 'running') await store.jobs.change(id, { from: ['running'], to: from });
    expect(await queue.settle(id, 2, outcome)).toBeNull();
    expect(await queue.settle(id, 1, outcome)).toMatchObject({
      state: to,
      error: to === 'failed' ? 'NaN' : null,
    });
    expect(await queue.settle(id, 1, outcome)).toBeNull();
  });

  test('a job whose trainer is lost is tried again until its attempts are used up', async () => {
    const { store, queue } = await fresh();
    const id = await claimed({ queue }, 2);
    expect(await queue.settle(id, 1, { kind: 'lost', reason: 'killed' })).toMatchObject({ state: 'queued' });
    expect(await queue.claim('w', ['wasm'])).toMatchObject({ id, attempt: 2 });
    await expect(store.journal.append(id, 1, [batches(0, [1])])).rejects.toThrow('Attempt 1');
    const failed = await queue.settle(id, 2, { kind: 'lost', reason: 'killed again' });
    expect(failed).toMatchObject({ state: 'failed', error: 'killed again', attempt: 2 });
    expect(await reasons(store, id)).toEqual([undefined, undefined, 'killed', undefined, 'killed again']);
  });

  test('a job given back when the server goes down never fails for it, however often', async () => {
    const { queue } = await fresh();
    const id = await claimed({ queue }, 1);
    for (let attempt = 1; attempt <= 4; attempt++) {
      const back = await queue.settle(id, attempt, { kind: 'stopped', reason: 'The server goes down' });
      expect(back).toMatchObject({ state: 'queued', attempt });
      expect(await queue.claim('w', ['wasm'])).toMatchObject({ id, attempt: attempt + 1 });
    }
    expect(await queue.settle(id, 5, { kind: 'lost', reason: 'gone' })).toMatchObject({ state: 'failed' });
  });
});

describe('recover', () => {
  test('settles what a server that died left behind', async () => {
    const { store, queue } = await fresh();
    const ids = { running: '', cancelling: '', pausing: '', lastTry: '', queued: '', done: '' };
    ids.running = await claimed({ queue });
    ids.cancelling = await claimed({ queue });
    await queue.cancel(ids.cancelling);
    ids.pausing = await claimed({ queue });
    await store.jobs.change(ids.pausing, { from: ['running'], to: 'pausing' });
    ids.lastTry = await claimed({ queue }, 1);
    ids.done = await claimed({ queue });
    await queue.settle(ids.done, 1, { kind: 'succeeded' });
    ids.queued = (await queue.enqueue(spec())).id;
    const queued = vi.fn();
    queue.onQueued(queued);

    const settled = await queue.recover();
    expect(new Set(settled.map(({ id }) => id))).toEqual(
      new Set([ids.running, ids.cancelling, ids.pausing, ids.lastTry]),
    );
    const states = await Promise.all(
      Object.entries(ids).map(async ([name, id]) => [name, (await store.jobs.get(id))?.state]),
    );
    expect(Object.fromEntries(states)).toEqual({
      running: 'queued',
      cancelling: 'cancelled',
      pausing: 'queued',
      lastTry: 'failed',
      queued: 'queued',
      done: 'succeeded',
    });
    expect((await reasons(store, ids.running)).at(-1)).toMatch(/server ended/);
    expect(queued.mock.calls.map(([id]) => id).sort()).toEqual([ids.running, ids.pausing].sort());
    expect(await queue.recover()).toEqual([]);
  });
});

test('whoever waits for work hears of every job that comes into the queue', async () => {
  const { store, queue } = await fresh();
  const queued = vi.fn();
  const leave = queue.onQueued(queued);
  const id = await claimed({ queue });
  await queue.settle(id, 1, { kind: 'failed', error: 'x' });
  await store.jobs.change(id, { from: ['failed'], to: 'queued' });
  leave();
  await queue.enqueue(spec());
  expect(queued.mock.calls).toEqual([[id], [id]]);
});
