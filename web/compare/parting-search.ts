import type { ActivationColumns } from '../../client/index.ts';
import { commonOf, type Parting, partingOf } from './parting.ts';

/** Statistics of the steps from `from` to before `to`, every watched one of them. */
export type ReadWindow = (from: number, to: number) => Promise<ActivationColumns>;

export type Found = {
  parting: Parting | null;
  /** All steps before it were compared. */
  until: number;
  /** Layers that both have; null: none was looked at yet. */
  layers: string[] | null;
  /** Batches that both have watched, so far. */
  shared: number;
};

export const NOTHING: Found = { parting: null, until: 0, layers: null, shared: 0 };

/** Steps read at once: few at first, since most runs part at their first batches. */
const LEAST = 16;
const MOST = 512;

/**
 * Looks for the batch at which two runs part, step by step from where the last look ended, so that nothing is passed over:
 * runs that have parted can look the same later, when their layers are all dead.
 * @param end step after the last that both have
 * @param told of every window that was compared
 */
export async function searchParting(
  one: ReadWindow,
  other: ReadWindow,
  end: number,
  from: Found,
  told: (found: Found) => void,
): Promise<Found> {
  let found = from;
  for (let size = LEAST; found.parting === null && found.until < end; size = Math.min(MOST, size * 2)) {
    const to = Math.min(end, found.until + size);
    const [a, b] = await Promise.all([one(found.until, to), other(found.until, to)]);
    const { layers, steps } = commonOf(a, b);
    found = { parting: partingOf(a, b), until: to, layers, shared: found.shared + steps };
    told(found);
    // Runs without a layer in common do not get any.
    if (layers.length === 0) break;
  }
  return found;
}
