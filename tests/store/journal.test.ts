import { Value } from 'typebox/value';
import { expect, test, vi } from 'vitest';
import { StaleAttempt } from '../../server/store/index.ts';
import { RunEvent } from '../../shared/events.ts';
import { activations, batches, epochEnd, facts, freshStore, rewind, runningJob, spec } from './fixture.ts';

test('seq has no holes under concurrent appends to several runs', async () => {
  const store = await freshStore();
  const runs = [await runningJob(store), await runningJob(store), await runningJob(store)];
  const heard = new Map<string, number[]>(runs.map((run) => [run, []]));
  store.journal.onAppend((run, events) => heard.get(run)?.push(...events.map(({ seq }) => seq)));
  const appends = Array.from({ length: 60 }, (_, i) =>
    store.journal.append(runs[i % 3]!, 1, [batches(i, [i]), activations(i, 1)]),
  );
  const returned = (await Promise.all(appends)).flat();
  for (const run of runs) {
    const expected = Array.from({ length: 40 }, (_, i) => i + 3);
    expect(returned.filter((event) => event.run === run).map(({ seq }) => seq)).toEqual(expected);
    expect((await store.journal.read(run, 2, 100)).map(({ seq }) => seq)).toEqual(expected);
    expect(heard.get(run)).toEqual(expected);
    expect(await store.journal.lastSeq(run)).toBe(42);
  }
});

test('what is read is what was returned and told, and fits the wire contract', async () => {
  const store = await freshStore();
  const run = await runningJob(store);
  const told: RunEvent[] = [];
  store.journal.onAppend((_, events) => told.push(...events));
  const returned = await store.journal.append(run, 1, [
    batches(0, [1, Number.NaN], { lr: Float32Array.of(0.1, 0.2) }),
    activations(0, 2),
    epochEnd(0, 'train', Number.POSITIVE_INFINITY),
    { type: 'log', level: 'warn', message: 'careful' },
    rewind(0),
  ]);
  expect(returned).toEqual(told);
  expect(await store.journal.read(run, 2, 10)).toEqual(told);
  for (const event of await store.journal.read(run, 0, 10)) expect(Value.Errors(RunEvent, event)).toEqual([]);
  expect(told[0]).toMatchObject({ loss: [1, null], lr: [Math.fround(0.1), Math.fround(0.2)] });
  expect(told[2]).toMatchObject({ loss: null });
});

test('read gives a page after a seq', async () => {
  const store = await freshStore();
  const run = await runningJob(store);
  for (let i = 0; i < 5; i++) await store.journal.append(run, 1, [batches(i, [i])]);
  expect((await store.journal.read(run, 3, 2)).map(({ seq }) => seq)).toEqual([4, 5]);
  expect(await store.journal.read(run, 7, 2)).toEqual([]);
  expect(await store.journal.read(run, 2 ** 40, 2)).toEqual([]);
  expect(await store.journal.read('nobody', 0, 2)).toEqual([]);
  expect(await store.journal.lastSeq('nobody')).toBeNull();
});

test('an attempt that does not have the job writes nothing', async () => {
  const store = await freshStore();
  const { id } = await store.jobs.create(spec());
  const refused = async (attempt: number) => {
    const before = await store.journal.lastSeq(id);
    await expect(store.journal.append(id, attempt, [batches(0, [1])])).rejects.toThrow(StaleAttempt);
    await expect(store.runs.setFacts(id, attempt, facts(1))).rejects.toThrow(StaleAttempt);
    expect(await store.journal.lastSeq(id)).toBe(before);
  };
  await refused(0);
  await store.jobs.claim('w', ['wasm']);
  await refused(0);
  await refused(2);
  await store.jobs.change(id, { from: ['running'], to: 'cancelling' });
  expect(await store.journal.append(id, 1, [batches(0, [1])])).toHaveLength(1);
  await store.jobs.change(id, { from: ['cancelling'], to: 'cancelled' });
  await refused(1);
  await expect(store.journal.append('nobody', 1, [])).rejects.toThrow(StaleAttempt);
});

test('listeners hear of changes of state, in order, after they are committed', async () => {
  const store = await freshStore();
  const heard: string[] = [];
  const visible: Promise<boolean>[] = [];
  store.journal.onAppend((run, events) => {
    for (const event of events) heard.push(event.type === 'state' ? event.to : event.type);
    const last = events.at(-1)!.seq;
    visible.push(store.journal.lastSeq(run).then((seq) => seq !== null && seq >= last));
  });
  const id = await runningJob(store);
  await store.journal.append(id, 1, [batches(0, [1])]);
  await store.jobs.change(id, { from: ['running'], to: 'succeeded' });
  expect(heard).toEqual(['queued', 'running', 'batches', 'succeeded', 'end']);
  expect(await Promise.all(visible)).toEqual([true, true, true, true]);
});

test('a failing listener breaks neither the append nor the other listeners', async () => {
  const onListenerError = vi.fn();
  const store = await freshStore({ onListenerError });
  const cause = new Error('broken');
  store.journal.onAppend(() => {
    throw cause;
  });
  const other = vi.fn();
  const leave = store.journal.onAppend(other);
  const { id } = await store.jobs.create(spec());
  expect(other).toHaveBeenCalledTimes(1);
  expect(onListenerError.mock.calls[0]?.[0]).toMatchObject({ cause, message: expect.stringContaining(id) });
  leave();
  await runningJob(store).catch(() => {});
  expect(other).toHaveBeenCalledTimes(1);
});
