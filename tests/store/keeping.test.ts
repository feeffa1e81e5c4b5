import { expect, test, vi } from 'vitest';
import type { Store, StoreOptions } from '../../server/store/index.ts';
import type { EntryWith } from '../../shared/entries.ts';
import { freshArtifacts } from '../artifacts/fixture.ts';
import { batches, freshFile, freshStore, reopen, rewind, runningJob, spec } from './fixture.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(100, '.'));

async function place(options: StoreOptions = {}) {
  const artifacts = await freshArtifacts();
  const store = await freshStore({ files: artifacts, graceMs: 0, ...options });
  const kept = async (step: number, text = `weights ${step}`): Promise<EntryWith<'checkpoint'>> => ({
    type: 'checkpoint',
    epoch: 0,
    step,
    artifact: (await artifacts.put(bytesOf(text))).digest,
    optimizer: null,
  });
  return { artifacts, store, kept };
}
const keepLast = (n: number) => ({ checkpoint: { ...trainSpec.checkpoint, keepLast: n } }) as object;
const trainSpec = spec() as Extract<ReturnType<typeof spec>, { kind: 'train' }>;
const stepsOf = async (store: Store, run: string) =>
  (await store.runs.checkpoints(run)).map(({ step }) => step);
const warnings = async (store: Store, run: string) =>
  (await store.journal.read(run, 0, 1000)).flatMap((event) => (event.type === 'log' ? [event.message] : []));

test('only the last n are kept, as rows, files and what the run shows; the journal keeps its word', async () => {
  const { artifacts, store, kept } = await place();
  const run = await runningJob(store, keepLast(2));
  const said = [await kept(1), await kept(2), await kept(3)];
  for (const entry of said) await store.journal.append(run, 1, [batches(entry.step - 1, [1]), entry]);
  expect(await stepsOf(store, run)).toEqual([2, 3]);
  expect((await store.runs.get(run))!.checkpoint!.step).toBe(3);
  await vi.waitFor(async () => expect(await artifacts.has(said[0]!.artifact)).toBe(false));
  expect(await artifacts.has(said[1]!.artifact)).toBe(true);
  const events = await store.journal.read(run, 0, 100);
  expect(events.flatMap((event) => (event.type === 'checkpoint' ? [event.step] : []))).toEqual([1, 2, 3]);
  expect(await warnings(store, run)).toEqual([]);
});

test('a file that another run stands on stays', async () => {
  const { artifacts, store, kept } = await place();
  const run = await runningJob(store, keepLast(1));
  const first = await kept(1);
  await store.journal.append(run, 1, [batches(0, [1]), first]);
  await store.jobs.create(spec({ init: { kind: 'weights', artifact: first.artifact, optimizer: null } }));
  await store.journal.append(run, 1, [batches(1, [1]), await kept(2)]);
  expect(await stepsOf(store, run)).toEqual([2]);
  expect(await store.uploads.isKept(first.artifact)).toBe(true);
  expect(await artifacts.has(first.artifact)).toBe(true);
});

test('over the quota of a run the oldest go, the newest stays however large, and it is said once', async () => {
  const { store, kept } = await place({ limits: { runQuota: 250 } });
  const run = await runningJob(store);
  for (const step of [1, 2, 3, 4]) await store.journal.append(run, 1, [await kept(step)]);
  expect(await stepsOf(store, run)).toEqual([3, 4]);
  await store.journal.append(run, 1, [await kept(5, 'x'.repeat(1000))]);
  expect(await stepsOf(store, run)).toEqual([5]);
  expect(await warnings(store, run)).toEqual([expect.stringContaining('LEARND_RUN_QUOTA (250 bytes)')]);
});

test('on a full disk a run makes room for its newest; one that has nothing yet goes on without, and says so', async () => {
  const { artifacts, store, kept } = await place({ limits: { diskQuota: 250 } });
  const run = await runningJob(store);
  const other = await runningJob(store);
  for (const step of [1, 2, 3]) await store.journal.append(run, 1, [await kept(step)]);
  expect(await stepsOf(store, run)).toEqual([2, 3]);
  expect(await warnings(store, run)).toEqual([expect.stringContaining('LEARND_DISK_QUOTA')]);

  const refused = await kept(1, 'of another');
  const events = await store.journal.append(other, 1, [refused]);
  expect(events).toMatchObject([
    { type: 'log', level: 'warn', message: expect.stringContaining('needs 100 bytes') },
  ]);
  expect(await stepsOf(store, other)).toEqual([]);
  await vi.waitFor(async () => expect(await artifacts.has(refused.artifact)).toBe(false));
  expect(await store.journal.append(other, 1, [await kept(2, 'of another, later')])).toEqual([]);
  expect(store.journal.takeUnkept(other, 1)).toContain('after 2 batches');
  expect(store.journal.takeUnkept(other, 1)).toBe(null);
  expect(store.journal.takeUnkept(run, 1)).toBe(null);
});

test('what an attempt could not keep is forgotten with its hold on the job, when it was lost and nobody asks', async () => {
  const { store, artifacts, kept } = await place();
  const run = await runningJob(store);
  const entry = await kept(1);
  await artifacts.remove(entry.artifact, 0);
  await store.journal.append(run, 1, [entry]);
  await store.jobs.change(run, { from: ['running'], to: 'queued', lost: true });
  expect(store.journal.takeUnkept(run, 1)).toBe(null);
});

test('a checkpoint that was not kept is forgotten once a later one is', async () => {
  const { store, kept } = await place({ limits: { diskQuota: 250 } });
  const run = await runningJob(store);
  const other = await runningJob(store);
  await store.journal.append(other, 1, [await kept(1, 'other 1'), await kept(2, 'other 2')]);
  await store.journal.append(run, 1, [await kept(1)]);
  await store.jobs.change(other, { from: ['running'], to: 'succeeded' });
  await store.runs.delete(other);
  await store.journal.append(run, 1, [await kept(2)]);
  expect(await stepsOf(store, run)).toEqual([2]);
  expect(store.journal.takeUnkept(run, 1)).toBe(null);
});

test('a checkpoint whose file is not there is told as not kept', async () => {
  const { store, artifacts, kept } = await place();
  const run = await runningJob(store);
  const entry = await kept(1);
  await artifacts.remove(entry.artifact, 0);
  await store.journal.append(run, 1, [entry]);
  expect(await stepsOf(store, run)).toEqual([]);
  expect(await warnings(store, run)).toEqual([expect.stringContaining(`${entry.artifact} is not there`)]);
});

test('what a rewind makes void goes, and the same weights may come again', async () => {
  const { artifacts, store, kept } = await place();
  const run = await runningJob(store);
  const [two, four] = [await kept(2), await kept(4)];
  await store.journal.append(run, 1, [batches(0, [1, 1, 1, 1]), two, four]);
  await store.journal.append(run, 1, [rewind(2)]);
  await vi.waitFor(async () => expect(await artifacts.has(four.artifact)).toBe(false));
  expect(await artifacts.has(two.artifact)).toBe(true);
  await store.journal.append(run, 1, [batches(2, [1, 1]), await kept(4)]);
  expect(await stepsOf(store, run)).toEqual([2, 4]);
});

test('weights that are void and said again in one breath stay', async () => {
  const { artifacts, store, kept } = await place();
  const run = await runningJob(store);
  const four = await kept(4);
  await store.journal.append(run, 1, [batches(0, [1, 1, 1, 1]), four]);
  await store.journal.append(run, 1, [rewind(0), batches(0, [1, 1, 1, 1]), four]);
  expect(await stepsOf(store, run)).toEqual([4]);
  expect(await artifacts.has(four.artifact)).toBe(true);
});

test('sizes that an older version did not write down are filled in at the start', async () => {
  const artifacts = await freshArtifacts();
  const file = await freshFile();
  const { digest } = await artifacts.put(bytesOf('weights'));
  const without = await reopen(file);
  const run = await runningJob(without);
  await without.journal.append(run, 1, [
    { type: 'checkpoint', epoch: 0, step: 1, artifact: digest, optimizer: null },
  ]);
  expect((await without.census()).artifactBytes).toBe(0);
  await without.close();
  expect((await (await reopen(file, { files: artifacts })).census()).artifactBytes).toBe(100);
});
