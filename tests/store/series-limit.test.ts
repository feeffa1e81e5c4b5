import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { TooMuchAsked } from '../../server/store/index.ts';
import { openSeries } from '../../server/store/series.ts';
import { countRows, refuseOver } from '../../server/store/series-limit.ts';
import type { EntryWith } from '../../shared/entries.ts';
import { batches, freshFile, freshStore, reopen, rewind, runningJob } from './fixture.ts';

/** As wide as histograms get, so that few batches are too many. */
function wide(from: number, count: number): EntryWith<'activations'> {
  const bins = 500;
  const column = Float32Array.from({ length: count }, (_, i) => from + i);
  const counts = Uint32Array.from({ length: count * bins }, (_, i) => from + Math.floor(i / bins));
  return {
    type: 'activations',
    epoch: 0,
    from,
    every: 1,
    layers: { '0.2': { mean: column, std: column, dead: column, hist: { bins, counts } } },
  };
}

test('an answer that would be too large is refused, with what to ask for; a part or few points of it are given', async () => {
  const store = await freshStore();
  const run = await runningJob(store, { hooks: { layers: 'activations', every: 1, bins: 500, max: 6 } });
  for (let from = 0; from < 4000; from += 100) await store.journal.append(run, 1, [wide(from, 100)]);
  const refused = store.series.activations(run);
  await expect(refused).rejects.toThrow(TooMuchAsked);
  await expect(refused).rejects.toThrow('an answer of 2,016,000 numbers, and one has at most 2,000,000');
  expect((await store.series.activations(run, { to: 3960 })).layers['0.2']!.step).toHaveLength(3960);
  const few = (await store.series.activations(run, { points: 50 })).layers['0.2']!;
  expect(few.step.length).toBeLessThanOrEqual(50);
  expect(few.hist.map(([first]) => first)).toEqual(few.step);
});

test('also what is chosen from has a limit', () => {
  const perRow = { answer: 6, held: 6 };
  expect(() => refuseOver({ rows: 3_000_000, points: 500, perRow })).not.toThrow();
  expect(() => refuseOver({ rows: 4_000_000, points: 500, perRow })).toThrow(
    'chosen among 24,000,000 numbers',
  );
});

test('rows are counted within the window, and what came again after a rewind once where it can be told', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const run = await runningJob(store);
  await store.journal.append(run, 1, [batches(0, [1, 2, 3, 4]), rewind(2), batches(2, [3, 4, 5])]);
  await store.close();
  const database = await openDatabase(file);
  const count = (from?: number, to?: number, until = 100) =>
    countRows(database, { run, type: 'batches', split: 'train', from, to, until });
  expect(await count()).toBe(5);
  expect(await count(1, 2 ** 40)).toBe(4);
  expect(await count(0, 3)).toBe(3);
  expect(await count(undefined, undefined, 3)).toBe(4);
  expect(await count(9)).toBe(0);
  await database.$disconnect();
});

test('series are read one after the other, whatever becomes of the one before', async () => {
  const begun: (() => void)[] = [];
  const findUnique = vi.fn(
    () => new Promise((_, reject) => begun.push(() => reject(new Error('no such table')))),
  );
  const series = openSeries({ run: { findUnique } } as never);
  const reads = [1, 2, 3].map(() => series.activations('r'));
  for (const [i, read] of reads.entries()) {
    await vi.waitFor(() => expect(begun).toHaveLength(i + 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(findUnique).toHaveBeenCalledTimes(i + 1);
    begun[i]!();
    await expect(read).rejects.toThrow('no such table');
  }
});
