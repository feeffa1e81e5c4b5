/** One line of a chart. */
export type Series = {
  label: string;
  /** A CSS custom property with a colour, such as `--series-1`. */
  color: string;
  /** NaN is a gap. */
  values: ArrayLike<number>;
  /** Ascending, as long as `values`; the chart's own unless said. */
  x?: ArrayLike<number>;
  dash?: number[];
  width?: number;
  /** Every value is marked: for few of them, such as one an epoch. */
  points?: boolean;
  /** What lies behind a smoothed line: pale, and left out of the legend. */
  faint?: boolean;
};

/** A line with its own x. */
export type Line = { x: ArrayLike<number>; values: ArrayLike<number> };

/** Index of the first element of ascending `x` that is `value` or more. */
export function lowerBound(x: ArrayLike<number>, value: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the element of ascending `x` that is closest to `value`; -1 where there is none. */
export function nearest(x: ArrayLike<number>, value: number): number {
  const after = lowerBound(x, value);
  if (after === 0) return x.length > 0 ? 0 : -1;
  return after === x.length || value - x[after - 1]! <= x[after]! - value ? after - 1 : after;
}
