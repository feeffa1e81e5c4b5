import { expect, test } from 'vitest';
import { UnknownRun } from '../../server/store/index.ts';
import type { EntryWith } from '../../shared/entries.ts';
import { batches, rewind, runningJob, sharedStore } from './fixture.ts';

const store = sharedStore();
const digest = (step: number) => `sha256:${String(step).padStart(64, '0')}`;
const kept = (step: number, more: Partial<EntryWith<'checkpoint'>> = {}): EntryWith<'checkpoint'> => ({
  type: 'checkpoint',
  epoch: 0,
  step,
  artifact: digest(step),
  optimizer: null,
  ...more,
});
const search: EntryWith<'lr-find'> = {
  type: 'lr-find',
  lr: Float64Array.of(1e-5, 1.3e-5, 1.7e-5),
  loss: Float32Array.of(2.5, 0.1, Number.POSITIVE_INFINITY),
  suggestion: 1.3e-5,
  reason: 'steepest',
};

test('a run without any has none, and an unknown run is told', async () => {
  const run = await runningJob(store());
  expect(await store().runs.checkpoints(run)).toEqual([]);
  expect(await store().runs.get(run)).toMatchObject({ checkpoint: null, lrFind: null });
  await expect(store().runs.checkpoints('nobody')).rejects.toThrow(UnknownRun);
});

test('checkpoints are listed in order of training, with their time; the last is the run’s', async () => {
  const run = await runningJob(store());
  const before = Date.now();
  const [, first] = await store().journal.append(run, 1, [batches(0, [1, 2]), kept(2)]);
  await store().journal.append(run, 1, [batches(2, [1, 2]), kept(4, { optimizer: digest(9), epoch: 1 })]);
  const listed = await store().runs.checkpoints(run);
  expect(listed).toMatchObject([
    { epoch: 0, step: 2, artifact: digest(2), optimizer: null, time: first!.time },
    { epoch: 1, step: 4, artifact: digest(4), optimizer: digest(9) },
  ]);
  expect(Date.parse(listed[1]!.time)).toBeGreaterThanOrEqual(before);
  expect((await store().runs.get(run))!.checkpoint).toEqual(listed[1]);
});

test('a rewind voids the checkpoints after its step, not the one at it, nor those that come again', async () => {
  const run = await runningJob(store());
  const steps = async () => (await store().runs.checkpoints(run)).map(({ step }) => step);
  await store().journal.append(run, 1, [batches(0, [1, 2, 3, 4, 5, 6]), kept(2), kept(4), kept(6)]);
  await store().journal.append(run, 1, [rewind(4)]);
  expect(await steps()).toEqual([2, 4]);
  expect((await store().runs.get(run))!.checkpoint!.step).toBe(4);
  await store().journal.append(run, 1, [batches(4, [1, 2]), kept(6)]);
  expect(await steps()).toEqual([2, 4, 6]);
  await store().journal.append(run, 1, [rewind(0)]);
  expect(await steps()).toEqual([]);
  expect((await store().runs.get(run))!.checkpoint).toBe(null);
});

test('one that is said before its batches were told stands by its own step', async () => {
  const run = await runningJob(store());
  await store().journal.append(run, 1, [batches(0, [1, 2]), kept(4), rewind(2)]);
  expect(await store().runs.checkpoints(run)).toEqual([]);
});

test('a search for the rate keeps every bit of its rates; what is not finite is null', async () => {
  const run = await runningJob(store());
  await store().journal.append(run, 1, [batches(0, [1, 2, 3]), search]);
  expect((await store().runs.get(run))!.lrFind).toEqual({
    lr: [1e-5, 1.3e-5, 1.7e-5],
    loss: [2.5, Math.fround(0.1), null],
    suggestion: 1.3e-5,
    reason: 'steepest',
  });
  const [event] = await store().journal.read(run, 3, 10);
  expect(event).toMatchObject({ type: 'lr-find', lr: [1e-5, 1.3e-5, 1.7e-5], suggestion: 1.3e-5 });
});

test('a search without a suggestion says so, and one that was begun again is forgotten', async () => {
  const run = await runningJob(store());
  await store().journal.append(run, 1, [batches(0, [1]), { ...search, suggestion: Number.NaN }]);
  expect((await store().runs.get(run))!.lrFind!.suggestion).toBe(null);
  await store().journal.append(run, 1, [rewind(0)]);
  expect((await store().runs.get(run))!.lrFind).toBe(null);
});
