import type { ActivationColumns, LayerColumns, MetricColumns } from '../../client/index.ts';

export type Statistic = 'mean' | 'std' | 'dead' | 'histogram' | 'loss' | 'accuracy';

/** The first batch at which two runs are no longer the same, in the first layer that shows it. */
export type Parting = {
  /** Training step, counted from 0. */
  step: number;
  /** null: it shows in the loss or accuracy of the batch, no layer was compared. */
  layer: string | null;
  statistic: Statistic;
  /** What each run has there; of a histogram the counts of the first bin that differs. */
  values: [number, number];
};

/** What two runs have in common to be compared by. */
export type Common = {
  /** In forward order. */
  layers: string[];
  /** Steps that were watched in both, up to the last of the one that is shorter. */
  steps: number;
};

export function commonOf(one: ActivationColumns, other: ActivationColumns): Common {
  const layers = Object.keys(one.layers).filter((name) => Object.hasOwn(other.layers, name));
  const [first] = layers;
  const steps = first === undefined ? 0 : sharedRows(one.layers[first]!, other.layers[first]!).length;
  return { layers, steps };
}

/**
 * Where two runs part: the earliest step that both have watched at which a layer differs in any bit, and of several layers
 * the first in forward order. Histograms are compared where they have the same bins. NaN is the same as NaN.
 * @returns null as long as they are identical
 */
export function partingOf(one: ActivationColumns, other: ActivationColumns): Parting | null {
  const isSameScale = one.bins === other.bins && one.max === other.max;
  const { layers } = commonOf(one, other);
  let earliest: Parting | null = null;
  for (const layer of layers) {
    const bins = isSameScale ? one.bins : 0;
    const parting = layerParting(layer, one.layers[layer]!, other.layers[layer]!, bins);
    if (parting && (earliest === null || parting.step < earliest.step)) earliest = parting;
  }
  return earliest;
}

function layerParting(layer: string, one: LayerColumns, other: LayerColumns, bins: number): Parting | null {
  for (const [i, j] of sharedRows(one, other)) {
    const step = one.step[i]!;
    for (const statistic of ['mean', 'std', 'dead'] as const) {
      const values: [number, number] = [one[statistic][i]!, other[statistic][j]!];
      if (!Object.is(...values)) return { step, layer, statistic, values };
    }
    for (let bin = 0; bin < bins; bin++) {
      const values: [number, number] = [one.hist[i * bins + bin]!, other.hist[j * bins + bin]!];
      if (values[0] !== values[1]) return { step, layer, statistic: 'histogram', values };
    }
  }
  return null;
}

/** Rows of the same step, as pairs of places. Both are in order of their steps. */
function sharedRows({ step: one }: LayerColumns, { step: other }: LayerColumns): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [a, b] = [one[i]!, other[j]!];
    if (a === b) pairs.push([i, j]);
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return pairs;
}

/** The first batch whose loss or accuracy differs in any bit: for runs that have no watched layer in common. */
export function metricParting(one: MetricColumns, other: MetricColumns): Parting | null {
  const length = Math.min(one.step.length, other.step.length);
  for (let i = 0; i < length; i++) {
    for (const statistic of ['loss', 'accuracy'] as const) {
      const values: [number, number] = [one.columns[statistic]![i]!, other.columns[statistic]![i]!];
      if (!Object.is(...values)) return { step: one.step[i]!, layer: null, statistic, values };
    }
  }
  return null;
}
