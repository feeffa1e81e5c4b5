import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { UnknownRun } from '../../server/store/index.ts';
import { lastCheckpoint, readCheckpoints } from '../../server/store/milestones.ts';
import type { EntryWith } from '../../shared/entries.ts';
import { batches, freshFile, reopen, rewind, runningJob, sharedStore } from './fixture.ts';

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

const found = (step: number, more: Partial<EntryWith<'verdict'>> = {}): EntryWith<'verdict'> => ({
  type: 'verdict',
  epoch: 0,
  step,
  layer: '0.1',
  kind: 'dead',
  since: step - 1,
  message: '97 % of its values are at the floor',
  advice: 'a lower learning rate',
  ...more,
});

test('a run without any has none, and an unknown run is told', async () => {
  const run = await runningJob(store());
  expect(await store().runs.checkpoints(run)).toEqual([]);
  expect(await store().runs.get(run)).toMatchObject({ checkpoint: null, lrFind: null, verdicts: [] });
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

test('verdicts are told whole, in the order in which they were found', async () => {
  const run = await runningJob(store());
  const healthy = { layer: null, kind: 'healthy', advice: null } as const;
  const [, event] = await store().journal.append(run, 1, [
    batches(0, [1, 2]),
    found(2),
    found(2, { layer: '1.1' }),
  ]);
  await store().journal.append(run, 1, [batches(2, [1, 2]), found(4, { ...healthy, since: 0, epoch: 1 })]);
  const { type, ...first } = found(2);
  expect(event).toMatchObject({ type, ...first });
  expect((await store().runs.get(run))!.verdicts).toEqual([
    first,
    { ...first, layer: '1.1' },
    { ...first, ...healthy, step: 4, since: 0, epoch: 1 },
  ]);
});

test('a rewind voids the verdicts that were said after its step, however early that began', async () => {
  const run = await runningJob(store());
  const layers = async () => (await store().runs.get(run))!.verdicts.map(({ layer, step }) => [layer, step]);
  const said = [found(2), found(3, { layer: '1.1', since: 0 }), found(4, { layer: null, kind: 'one-class' })];
  await store().journal.append(run, 1, [batches(0, [1, 2, 3, 4]), ...said, rewind(3)]);
  expect(await layers()).toEqual([
    ['0.1', 2],
    ['1.1', 3],
  ]);
  await store().journal.append(run, 1, [batches(3, [1]), said[2]!]);
  expect(await layers()).toEqual([
    ['0.1', 2],
    ['1.1', 3],
    [null, 4],
  ]);
  await store().journal.append(run, 1, [rewind(0)]);
  expect(await layers()).toEqual([]);
});

test('a checkpoint that is said twice is listed once, by its last word', async () => {
  const run = await runningJob(store());
  await store().journal.append(run, 1, [batches(0, [1, 2]), kept(1), kept(2, { optimizer: digest(8) })]);
  await store().journal.append(run, 1, [rewind(2), kept(2, { epoch: 1, optimizer: digest(8) })]);
  expect(await store().runs.checkpoints(run)).toMatchObject([{ step: 1 }, { step: 2, epoch: 1 }]);
});

test('of twenty thousand checkpoints the three that are kept are found without reading the others', async () => {
  const file = await freshFile();
  const filled = await reopen(file);
  const run = await runningJob(filled);
  await filled.close();
  const database = await openDatabase(file);
  onTestFinished(() => database.$disconnect());
  await database.$executeRaw`
    INSERT INTO "Event" ("runId", "seq", "type", "attempt", "time", "split", "first", "step", "header")
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    SELECT ${run}, i + 10, 'checkpoint', 1, ${new Date()}, 'train', i, i,
      json_object('type', 'checkpoint', 'epoch', 0, 'step', i, 'artifact', 'sha256:' || printf('%064d', i), 'optimizer', NULL)
    FROM n`;
  const took = async (read: () => Promise<unknown>) => {
    const times = [];
    for (let i = 0; i < 5; i++) {
      const from = performance.now();
      await read();
      times.push(performance.now() - from);
    }
    return Math.min(...times);
  };
  expect(await lastCheckpoint(database, run)).toBe(null);
  const steps = [19_998, 19_999, 20_000];
  const data = steps.map((step) => ({ runId: run, digest: digest(step), role: 'checkpoint', step, size: 1 }));
  await database.runArtifact.createMany({ data });
  expect((await readCheckpoints(database, run)).map(({ step }) => step)).toEqual(steps);
  const whole = await took(
    () =>
      database.$queryRaw`SELECT COUNT(json_extract("header", '$.artifact')) FROM "Event" WHERE "runId" = ${run}`,
  );
  expect(await took(() => readCheckpoints(database, run))).toBeLessThan(whole / 2);
});
