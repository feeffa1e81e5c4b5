import type { Tensor } from '../tf.ts';

/**
 * What a kernel found out about a tensor while it wrote it, by the identity of its data, which tfjs never gives to other
 * data; it goes with them. Whoever writes data in place says so, and it is forgotten.
 */
const moments = new WeakMap<object, Float64Array>();

/** A variance below this share of the square of its mean has too few digits left: sums of squares in float32 are rounded. */
const NARROW = 6e-4;

/**
 * `sums`: of each channel the sum of its values, then of each the sum of their squares, [2 * channels]. Where they would
 * not tell a variance, nothing is recorded.
 */
export function recordMoments(y: Tensor, sums: Float64Array): void {
  const channels = sums.length / 2;
  const rows = y.size / channels;
  for (let c = 0; c < channels; c++) {
    const square = sums[c]! ** 2 / rows;
    if (sums[channels + c]! - square < NARROW * square) return;
  }
  moments.set(y.dataId, sums);
}

/** To be told of data that were written in place. */
export const forgetMoments = (dataId: object): void => void moments.delete(dataId);

/** The sums over all but the channels, where the kernel that wrote `x` recorded them. */
export function momentsOf(x: Tensor): Float64Array | null {
  const sums = moments.get(x.dataId);
  // A reshaped tensor has the same data, and perhaps other channels.
  return sums?.length === 2 * x.shape.at(-1)! ? sums : null;
}
