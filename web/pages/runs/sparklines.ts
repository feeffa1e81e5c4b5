import { type Signal, signal } from '@preact/signals';
import { hasEnded } from '../../../shared/lifecycle.ts';
import type { RunSummary } from '../../../shared/resources.ts';
import { client } from '../../connection.ts';

const POINTS = 60;
/** A curve that still grows is asked for again after this long. */
const STALE_MS = 5000;

type Kept = { values: Signal<Float64Array | null>; askedAt: number; state: string };

const kept = new Map<string, Kept>();

/** The loss of a run, asked for once; again every few seconds while it grows. null until it is there. */
export function lossOf({ id, state }: RunSummary): Signal<Float64Array | null> {
  const known = kept.get(id) ?? { values: signal(null), askedAt: Number.NEGATIVE_INFINITY, state: '' };
  kept.set(id, known);
  const isStale = known.state !== state || (!hasEnded(state) && performance.now() - known.askedAt > STALE_MS);
  if (isStale && state !== 'queued') {
    known.askedAt = performance.now();
    known.state = state;
    client
      .peek()
      .metrics(id, { names: 'loss', points: POINTS })
      .then(
        ({ columns }) => {
          known.values.value = columns.loss ?? null;
        },
        () => {
          // The next look asks again.
          known.state = '';
        },
      );
  }
  return known.values;
}
