export type LrSuggestion = {
  /** null where the curve says nothing. */
  suggestion: number | null;
  /** Why this rate, or why none; one sentence. */
  reason: string;
};

/** Points of a curve on each side of the one that is smoothed. */
const REACH = 2;
const LEAST_POINTS = 8;
/** A fall by less than this share of the first loss, or less than so many deviations of the noise, is none. */
const LEAST_FALL = 0.02;
const NOISES = 3.5;

/**
 * The rate that a curve of losses over growing rates speaks for: where the smoothed loss falls most steeply by the
 * logarithm of the rate (fastai's `steep`), but no more than a tenth of the rate at its minimum (fastai's `minimum`).
 * @param lr growing rates
 * @param loss the loss at each; what comes after the first that is not finite is left out
 */
export function suggestLr(lr: readonly number[], loss: readonly number[]): LrSuggestion {
  const end = loss.findIndex((value) => !Number.isFinite(value));
  const seen = loss.slice(0, end < 0 ? loss.length : end);
  if (seen.length < LEAST_POINTS) {
    return none(
      `the curve has ${seen.length} finite losses, and ${LEAST_POINTS} are the least that tell something`,
    );
  }
  const calm = smoothed(seen);
  const least = calm.indexOf(Math.min(...calm));
  const first = Math.max(...calm.slice(0, least + 1));
  const fall = first - calm[least]!;
  if (fall < Math.max(LEAST_FALL * Math.abs(first), NOISES * noise(seen))) {
    return none(
      `the loss never falls clearly: from ${first.toPrecision(3)} to ${calm[least]!.toPrecision(3)} at the least`,
    );
  }
  const logs = lr.map(Math.log);
  const slopes = calm.slice(0, least + 1).map((_, i) => slope(logs, calm, i, least));
  const steepest = lr[slopes.indexOf(Math.min(...slopes))]!;
  const bound = lr[least]! / 10;
  if (bound < lr[0]!) {
    return none(
      `the loss is least at a rate of ${round(lr[least]!)}, too near the first: start with a lower rate`,
    );
  }
  const at = `the loss is least at ${round(lr[least]!)}`;
  return steepest <= bound
    ? { suggestion: steepest, reason: `the loss falls most steeply at a rate of ${round(steepest)}; ${at}` }
    : {
        suggestion: bound,
        reason: `a tenth of the rate where ${at}; it falls most steeply later, at ${round(steepest)}`,
      };
}

const none = (reason: string): LrSuggestion => ({ suggestion: null, reason });

/** A median, which a single wild batch does not move, then a mean. */
function smoothed(values: readonly number[]): number[] {
  return windows(windows(values).map(median)).map(mean);
}

/** Each value with those near it. */
const windows = (values: readonly number[]): number[][] =>
  values.map((_, i) => values.slice(Math.max(0, i - REACH), i + REACH + 1));

/**
 * Deviation of one loss, from the median bend between neighbours (Hampel 1974; Gasser et al. 1986): what is straight
 * does not bend, and the outbreak at the end is few of many.
 */
function noise(values: readonly number[]): number {
  const bends = values.slice(2).map((next, i) => Math.abs(next - 2 * values[i + 1]! + values[i]!));
  return median(bends) / 0.6745 / Math.sqrt(6);
}

/** Of the line through the points around i (least squares), none after `last`. */
function slope(x: readonly number[], y: readonly number[], i: number, last: number): number {
  const [from, to] = [Math.max(0, i - REACH), Math.min(last, i + REACH) + 1];
  const [xs, ys] = [x.slice(from, to), y.slice(from, to)];
  const [middle, level] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, value, k) => sum + (value - middle) * (ys[k]! - level), 0);
  const spread = xs.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return spread > 0 ? covariance / spread : 0;
}

/** The upper one of an even number. */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const round = (value: number): string => String(Number(value.toPrecision(2)));
