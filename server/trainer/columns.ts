import type { EntryWith } from '../../shared/entries.ts';
import type { Split } from '../../shared/events.ts';
import type { Statistics } from '../engine/index.ts';
import type { Score } from '../learner/index.ts';

export type Seen = Score & { lr: number; momentum?: number | undefined };

/** Consecutive batches of one epoch and split as an entry of the journal. */
export function batchesEntry(
  { epoch, split, from }: { epoch: number; split: Split; from: number },
  seen: Seen[],
): EntryWith<'batches'> {
  return {
    type: 'batches',
    epoch,
    split,
    from,
    loss: Float32Array.from(seen, ({ loss }) => loss),
    accuracy: Float32Array.from(seen, ({ accuracy }) => accuracy),
    // Rates are float64: a schedule is checked to 1e-9.
    ...(split === 'train' && { lr: Float64Array.from(seen, ({ lr }) => lr) }),
    ...(split === 'train' &&
      seen[0]?.momentum !== undefined && {
        momentum: Float64Array.from(seen, ({ momentum }) => momentum!),
      }),
  };
}

/** Statistics of consecutive watched batches, layer by layer; undefined when none was watched. */
export function activationsEntry(
  { epoch, from, every, bins }: { epoch: number; from: number; every: number; bins: number },
  drained: Map<string, Statistics[]>,
): EntryWith<'activations'> | undefined {
  if (![...drained.values()].some((seen) => seen.length > 0)) return undefined;
  const layers: EntryWith<'activations'>['layers'] = {};
  for (const [name, seen] of drained) {
    const counts = new Uint32Array(seen.length * bins);
    for (const [i, { hist }] of seen.entries()) counts.set(hist, i * bins);
    layers[name] = {
      mean: Float64Array.from(seen, ({ mean }) => mean),
      std: Float64Array.from(seen, ({ std }) => std),
      dead: Float64Array.from(seen, ({ dead }) => dead),
      hist: { bins, counts },
    };
  }
  return { type: 'activations', epoch, from, every, layers };
}
