import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { RecentTables } from '../../server/store/recent-tables.ts';
import { openSeries } from '../../server/store/series.ts';
import { activations, batches, facts, freshFile, reopen, rewind, runningJob } from './fixture.ts';

/** What is said next: a few steps on, or back to a share of those that stand. Then somebody may look. */
const act = fc.record({
  steps: fc.nat({ max: 4 }),
  back: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  looks: fc.boolean(),
});

test('whoever looks again sees what one who never looked sees, whatever was made void in between', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const database = await openDatabase(file);
  const run = await runningJob(store);
  await store.runs.setFacts(run, 1, facts(100));
  let [step, looks] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 5, maxLength: 20 }),
      fc.constantFrom(undefined, 4),
      async (acts, points) => {
        for (const { steps, back, looks: isSeen } of acts) {
          if (back !== null) {
            step = Math.floor(step * back);
            await store.journal.append(run, 1, [rewind(step)]);
          }
          const loss = Array.from({ length: steps }, (_, i) => Math.sin(step + i + looks));
          if (steps > 0) await store.journal.append(run, 1, [batches(step, loss), activations(step, steps)]);
          step += steps;
          if (!isSeen) continue;
          looks++;
          const fresh = openSeries(database);
          for (const query of [{ points }, { points, names: ['accuracy', 'loss'] }, { from: 1, to: 7 }]) {
            const asked = { split: 'train' as const, ...query };
            expect(await store.series.metrics(run, asked)).toEqual(await fresh.metrics(run, asked));
          }
          for (const query of [{ points }, { points, layers: ['0.2'] }]) {
            expect(await store.series.activations(run, query)).toEqual(await fresh.activations(run, query));
          }
        }
      },
    ),
    { endOnFailure: true, numRuns: 12 },
  );
  await database.$disconnect();
  expect(looks).toBeGreaterThan(20);
});

test('what nobody has asked for the longest is let go of first, and what is too large at once', () => {
  const recent = new RecentTables<number[]>((table) => table.length, 10);
  const keep = (key: string, size: number) => recent.keep(key, { table: Array(size).fill(0), until: 1 });
  const kept = (...keys: string[]) => keys.filter((key) => recent.take(key) !== undefined);
  keep('a', 4);
  keep('b', 4);
  recent.keep('a', recent.take('a')!);
  keep('c', 4);
  expect(kept('a', 'b', 'c')).toEqual(['a', 'c']);
  keep('d', 11);
  expect(kept('d')).toEqual([]);
});
