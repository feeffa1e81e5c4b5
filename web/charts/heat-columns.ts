/** Histograms over time, a row a step, as a heat map reads them. */
export type HeatSource = {
  step: ArrayLike<number>;
  row: (i: number) => ArrayLike<number>;
  /** Changes when rows that were there have changed. */
  generation: number;
  /** Distance between the steps that were watched. */
  every: number;
};

/** Columns that a picture has at most: more batches than that share them. */
export const MOST_COLUMNS = 1024;

/** So many steps share a column that all up to `last` find room: `every`, or that doubled a few times. */
export function stepsPerColumn(last: number, every: number): number {
  let steps = every;
  while (Math.floor(last / steps) + 1 > MOST_COLUMNS) steps *= 2;
  return steps;
}

/**
 * Calls `draw` for each column that rows from `from` on belong to, with the mean counts of its rows. Columns without a
 * row of their own (a thinned history) get those of the one before.
 */
export function eachColumn(
  { step, row }: HeatSource,
  { from, steps, bins }: { from: number; steps: number; bins: number },
  draw: (column: number, counts: Float64Array) => void,
): void {
  const counts = new Float64Array(bins);
  const { length } = step;
  let before = -1;
  for (let i = from; i < length; ) {
    const column = Math.floor(step[i]! / steps);
    for (let empty = before + 1; before >= 0 && empty < column; empty++) draw(empty, counts);
    counts.fill(0);
    const first = i;
    for (; i < length && Math.floor(step[i]! / steps) === column; i++) {
      const values = row(i);
      for (let bin = 0; bin < bins; bin++) counts[bin]! += values[bin]!;
    }
    for (let bin = 0; bin < bins; bin++) counts[bin]! /= i - first;
    draw(column, counts);
    before = column;
  }
}
