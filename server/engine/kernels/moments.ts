import type { Tensor } from '../tf.ts';

/**
 * What a kernel found out about a tensor while it wrote it, by the identity of its data: no op changes data in place that
 * it has not made itself, and tfjs never gives the identity to other data. So it cannot go stale, and goes with the data.
 */
const moments = new WeakMap<object, Float64Array>();

/** `sums`: of each channel the sum of its values, then of each the sum of their squares, [2 * channels]. */
export function recordMoments(y: Tensor, sums: Float64Array): void {
  moments.set(y.dataId, sums);
}

/** The sums over all but the channels, where the kernel that wrote `x` recorded them. */
export function momentsOf(x: Tensor): Float64Array | null {
  const sums = moments.get(x.dataId);
  // A reshaped tensor has the same data, and perhaps other channels.
  return sums?.length === 2 * x.shape.at(-1)! ? sums : null;
}
