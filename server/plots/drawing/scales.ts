import { scaleLinear, scaleLog, scaleSymlog } from 'd3-scale';
import { compact } from './numbers.ts';

/** Values to pixels, with the values that are worth a tick. */
export type Scale = { (value: number): number; ticks: number[]; label: (value: number) => string };

export type Range = readonly [from: number, to: number];

/** Far beyond all that a network gives as a float32, and near enough for differences neither to overflow nor to vanish. */
const [LEAST, MOST] = [1e-100, 1e100];
const bounded = (value: number): number =>
  Math.abs(value) < LEAST ? 0 : Math.max(-MOST, Math.min(MOST, value));

/** The least and the largest of the finite values; null without any. */
export function extent(columns: Iterable<ArrayLike<number | null>>): Range | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (value == null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : null;
}

/** @param nice widens the domain to round numbers */
export function linear([from, to]: Range, pixels: Range, { ticks = 5, nice = true } = {}): Scale {
  const scale = scaleLinear(roomy(bounded(from), bounded(to)), pixels).clamp(true);
  if (nice) scale.nice(ticks);
  return Object.assign((value: number) => scale(bounded(value)), {
    ticks: scale.ticks(ticks),
    label: (value: number) => compact(value),
  });
}

/** Steps, epochs: ticks on whole numbers alone. */
export function counting(domain: Range, pixels: Range, ticks: number): Scale {
  const scale = linear(domain, pixels, { ticks, nice: false });
  return Object.assign((value: number) => scale(value), {
    ticks: scale.ticks.filter(Number.isInteger),
    label: (value: number) => value.toLocaleString('en'),
  });
}

/** Powers of ten. Values that are not above 0 lie at the lower edge. */
export function logarithmic([from, to]: Range, pixels: Range, { most = 8 } = {}): Scale {
  const high = Math.max(1e-90, bounded(to));
  const low = Math.min(Math.max(1e-100, bounded(from)), high / 1.2);
  const scale = scaleLog([low, high], pixels).clamp(true);
  const found = powers(low, high, most);
  return Object.assign((value: number) => scale(Math.max(low, bounded(value))), {
    // Within one power of ten there are too few of them.
    ticks: found.length >= 2 ? found : scaleLinear([low, high], pixels).ticks(5),
    label: (value: number) => compact(value),
  });
}

/** Values of both signs over many powers of ten: linear around 0, then logarithmic on each side. */
export function bothWays([from, to]: Range, pixels: Range): Scale {
  const [low, high] = roomy(bounded(from), bounded(to));
  const scale = scaleSymlog([low, high], pixels).clamp(true);
  const above = high > 10 ? powers(10, high, 4) : [];
  const below = low < -10 ? powers(10, -low, 4).map((value) => -value) : [];
  return Object.assign((value: number) => scale(bounded(value)), {
    ticks: [...below.reverse(), 0, ...above].filter((value) => value >= low && value <= high),
    label: (value: number) => compact(value),
  });
}

/** A domain of no width has no middle, and one of a few roundings no ticks. */
const roomy = (from: number, to: number): [number, number] => {
  if (to - from > 1e-9 * Math.max(Math.abs(from), Math.abs(to))) return [from, to];
  const room = Math.abs(from) * 0.1 || 0.5;
  return [from - room, to + room];
};

/** A rate of 0.001 is a little more as a float32. */
const ROUNDING = 1e-6;

/** Powers of ten, fewer when they are many; 2 and 5 between them when they are few. */
function powers(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - ROUNDING), Math.floor(Math.log10(high) + ROUNDING)];
  const count = last - first + 1;
  const stride = Math.max(1, Math.ceil(count / most));
  const found: number[] = [];
  for (let power = first - 1; power <= last; power++) {
    for (const times of count <= 2 ? [1, 2, 5] : [1]) {
      const value = times * 10 ** power;
      const isAt = count <= 2 || (power - first) % stride === 0;
      if (isAt && value >= low * (1 - ROUNDING) && value <= high * (1 + ROUNDING)) found.push(value);
    }
  }
  return found;
}
