/**
 * Exponential moving average over about `span` values, without the pull towards 0 at its beginning (Kingma & Ba 2014,
 * arXiv:1412.6980). Values that are not finite stay as they are and count for nothing.
 */
export function averaged(values: Float64Array, span: number): Float64Array {
  const kept = 1 - 1 / Math.max(1, span);
  let [sum, mass] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = sum * kept + value * (1 - kept || 1);
    mass = mass * kept + (1 - kept || 1);
    return sum / mass;
  });
}

/** Values on each side of the one that is smoothed. */
const REACH = 2;

/** A median of 5, which one wild batch does not move, then a mean of 5: as the suggestion reads a search. */
export const calmed = (values: readonly number[]): number[] => windows(windows(values).map(median)).map(mean);

const windows = (values: readonly number[]): number[][] =>
  values.map((_, i) => values.slice(Math.max(0, i - REACH), i + REACH + 1).filter(Number.isFinite));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value / values.length, 0);

function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}
