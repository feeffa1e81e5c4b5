import { expect, test } from 'vitest';
import type { Store } from '../../server/store/index.ts';
import { activations, batches, epochEnd, facts, freshStore, rewind, runningJob } from './fixture.ts';

/** Three steps an epoch; epochs 0 and 1 are over, 2 is one step old. */
async function trained(): Promise<{ store: Store; run: string }> {
  const store = await freshStore();
  const run = await runningJob(store, { epochs: 4 });
  await store.runs.setFacts(run, 1, facts(3));
  for (const epoch of [0, 1]) {
    const from = 3 * epoch;
    await store.journal.append(run, 1, [
      batches(from, [10, 10, 10], { epoch }),
      activations(from, 3),
      epochEnd(epoch, 'train', 10 + epoch),
      batches(epoch, [20 + epoch], { epoch, split: 'valid' }),
      epochEnd(epoch, 'valid', 20 + epoch),
    ]);
  }
  await store.journal.append(run, 1, [batches(6, [10], { epoch: 2 }), activations(6, 1)]);
  return { store, run };
}

async function state(store: Store, run: string) {
  const train = await store.series.metrics(run, { split: 'train', names: ['loss'] });
  const valid = await store.series.metrics(run, { split: 'valid', names: ['loss'] });
  const layers = (await store.series.activations(run)).layers;
  const { table, loss, accuracy, epochs, best } = (await store.runs.get(run))!;
  return {
    train: train.step.map((step, i) => [step, train.columns.loss![i]]),
    valid: valid.step.map((step, i) => [step, valid.columns.loss![i]]),
    activations: layers['0.2']?.step,
    table: table.map((row) => [row.epoch, row.train?.loss ?? null, row.valid?.loss ?? null]),
    last: [loss, accuracy],
    epochs,
    best: best?.epoch ?? null,
    progress: (await store.jobs.get(run))?.progress,
  };
}

test('without a rewind everything stands', async () => {
  const { store, run } = await trained();
  expect(await state(store, run)).toEqual({
    train: [0, 1, 2, 3, 4, 5, 6].map((step) => [step, 10]),
    valid: [
      [0, 20],
      [1, 21],
    ],
    activations: [0, 1, 2, 3, 4, 5, 6],
    table: [
      [0, 10, 20],
      [1, 11, 21],
    ],
    last: [21, 2.1],
    epochs: { done: 2, asked: 4 },
    best: 1,
    progress: { epoch: 2, epochs: 4, step: 7, steps: 12 },
  });
});

test('a rewind into an epoch voids its steps, its validation, its row, and all that followed', async () => {
  const { store, run } = await trained();
  await store.journal.append(run, 1, [rewind(4, 1)]);
  expect(await state(store, run)).toEqual({
    train: [0, 1, 2, 3].map((step) => [step, 10]),
    valid: [[0, 20]],
    activations: [0, 1, 2, 3],
    table: [[0, 10, 20]],
    last: [20, 2],
    epochs: { done: 1, asked: 4 },
    best: 0,
    progress: { epoch: 1, epochs: 4, step: 4, steps: 12 },
  });
});

test('what is said again after it stands', async () => {
  const { store, run } = await trained();
  await store.journal.append(run, 1, [rewind(4, 1), batches(4, [50, 50], { epoch: 1 }), activations(4, 2)]);
  await store.journal.append(run, 1, [
    epochEnd(1, 'train', 51),
    batches(1, [61], { epoch: 1, split: 'valid' }),
  ]);
  await store.journal.append(run, 1, [epochEnd(1, 'valid', 61)]);
  const now = await state(store, run);
  expect(now.train).toEqual([
    [0, 10],
    [1, 10],
    [2, 10],
    [3, 10],
    [4, 50],
    [5, 50],
  ]);
  expect(now.valid).toEqual([
    [0, 20],
    [1, 61],
  ]);
  expect(now.activations).toEqual([0, 1, 2, 3, 4, 5]);
  expect(now.table).toEqual([
    [0, 10, 20],
    [1, 51, 61],
  ]);
  expect(now.last).toEqual([61, 6.1]);
  expect(now.progress).toMatchObject({ step: 6, epoch: 2 });
});

test('a rewind to the end of an epoch leaves that epoch alone', async () => {
  const { store, run } = await trained();
  await store.journal.append(run, 1, [rewind(6, 2)]);
  const now = await state(store, run);
  expect(now.train).toHaveLength(6);
  expect(now.valid).toEqual([
    [0, 20],
    [1, 21],
  ]);
  expect(now.table).toEqual([
    [0, 10, 20],
    [1, 11, 21],
  ]);
  expect(now.epochs.done).toBe(2);
});

test('validation that comes again after such a rewind replaces the first', async () => {
  const { store, run } = await trained();
  await store.journal.append(run, 1, [
    rewind(6, 1),
    batches(1, [33], { epoch: 1, split: 'valid' }),
    epochEnd(1, 'valid', 33),
  ]);
  const now = await state(store, run);
  expect(now.valid).toEqual([
    [0, 20],
    [1, 33],
  ]);
  expect(now.table).toEqual([
    [0, 10, 20],
    [1, 11, 33],
  ]);
});

test('a rewind to the start voids everything, and a later one counts from what is said by then', async () => {
  const { store, run } = await trained();
  await store.journal.append(run, 1, [rewind(0)]);
  expect(await state(store, run)).toEqual({
    train: [],
    valid: [],
    activations: [],
    table: [],
    last: [null, null],
    epochs: { done: 0, asked: 4 },
    best: null,
    progress: { epoch: 0, epochs: 4, step: 0, steps: 12 },
  });
  await store.journal.append(run, 1, [batches(0, [70, 70]), rewind(1), batches(1, [80])]);
  expect((await state(store, run)).train).toEqual([
    [0, 70],
    [1, 80],
  ]);
});

test('the journal itself keeps every word', async () => {
  const { store, run } = await trained();
  const before = await store.journal.read(run, 0, 100);
  await store.journal.append(run, 1, [rewind(0)]);
  const after = await store.journal.read(run, 0, 100);
  expect(after.slice(0, -1)).toEqual(before);
  expect(after.at(-1)).toMatchObject({ type: 'rewind', step: 0 });
});
