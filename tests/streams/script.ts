import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Store, Told } from '../../server/store/index.ts';
import { batches } from '../store/fixture.ts';

/** What a writer does to one run, one after the other. */
export type Act =
  | { do: 'train'; batches: number }
  | { do: 'say'; bytes: number; times: number }
  | { do: 'rewind'; share: number }
  /** The job fails and is asked to go on: the journal has an `end` in its middle. */
  | { do: 'retry' }
  | { do: 'rest'; ms: number };

export const acts = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('train' as const), batches: fc.integer({ min: 1, max: 9 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('say' as const),
        bytes: fc.constantFrom(0, 10, 5000, 100_000),
        times: fc.integer({ min: 1, max: 12 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('rewind' as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('retry' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('rest' as const), ms: fc.integer({ min: 1, max: 15 }) }),
    },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);

/** Plays the acts on a run that this worker has, then lets it end well. @param begin called before each act */
export async function play(
  store: Store,
  run: string,
  script: readonly Act[],
  begin: (act: number) => void = () => {},
): Promise<void> {
  let [attempt, step] = [1, 0];
  const told = (entries: Told[]) => store.journal.append(run, attempt, entries);
  for (const [i, act] of script.entries()) {
    begin(i);
    if (act.do === 'train') {
      await told([
        batches(
          step,
          Array.from({ length: act.batches }, (_, i) => step + i),
        ),
      ]);
      step += act.batches;
    } else if (act.do === 'say') {
      await told(Array.from({ length: act.times }, () => log(act.bytes)));
    } else if (act.do === 'rewind') {
      step = Math.floor(step * act.share);
      await told([{ type: 'rewind', step, valid: 0, reason: 'tested' }]);
    } else if (act.do === 'retry') attempt = await retry(store, run, attempt);
    else await sleep(act.ms);
  }
  await store.jobs.change(run, { from: ['running'], to: 'succeeded', attempt });
}

export const log = (bytes: number): Told => ({ type: 'log', level: 'info', message: 'x'.repeat(bytes) });

async function retry(store: Store, run: string, attempt: number): Promise<number> {
  await store.jobs.change(run, { from: ['running'], to: 'failed', attempt, error: 'tested' });
  // Long enough that a reader may be told 1000 here.
  await sleep(20);
  await store.jobs.change(run, { from: ['failed'], to: 'queued' });
  const claim = await store.jobs.claim('tester', ['wasm']);
  if (claim?.id !== run) throw new Error('another job was ahead in the queue');
  return claim.attempt;
}
