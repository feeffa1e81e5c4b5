import { written } from './numbers.ts';
import type { Series } from './series.ts';

/** What a chart shows, in a sentence or two: from where to where, and each line's first, last, lowest and highest. */
export function summarySentence({
  x,
  xLabel,
  series,
}: {
  x: ArrayLike<number>;
  xLabel: string;
  series: readonly Series[];
}): string {
  const lines = series.filter(({ faint }) => !faint);
  if (lines.every(({ values }) => values.length === 0)) return 'No values yet.';
  const reach = x.length > 0 ? `${xLabel} ${written(x[0])} to ${written(x[x.length - 1])}. ` : '';
  return reach + lines.map(ofLine).join(' ');
}

function ofLine({ label, values }: Series): string {
  let [first, last, low, high] = [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (Number.isNaN(first)) first = value;
    last = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (Number.isNaN(first)) return `${label}: no values.`;
  return `${label}: from ${written(first)} to ${written(last)}, lowest ${written(low)}, highest ${written(high)}.`;
}
