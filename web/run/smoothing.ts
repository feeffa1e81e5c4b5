/** Smoothing is meant for so many points at most, about as many as a chart has pixels. */
const POINTS = 1000;

/**
 * The exponential moving average of TensorBoard and W&B, without the pull towards 0 at its beginning. Its unit is a step
 * of x, or a thousandth of the whole where that is more: long and short runs are smoothed alike to the eye, and so are
 * thinned and dense parts of a curve. Values that are not finite stay as they are and count for nothing.
 * @param weight from 0 (the values themselves) to below 1
 */
export function smoothed(x: ArrayLike<number>, values: ArrayLike<number>, weight: number): Float64Array {
  const result = Float64Array.from(values);
  if (weight <= 0 || result.length === 0) return result;
  const unit = Math.max(1, (x[x.length - 1]! - x[0]!) / POINTS);
  let [sum, mass, before] = [0, 0, x[0]!];
  for (let i = 0; i < result.length; i++) {
    const value = result[i]!;
    if (!Number.isFinite(value)) continue;
    const kept = weight ** ((x[i]! - before) / unit);
    before = x[i]!;
    sum = sum * kept + value;
    mass = mass * kept + 1;
    result[i] = sum / mass;
  }
  return result;
}
