import { type Bounds, cappedShare } from './capped-share.ts';
import { simd } from './kernels/simd.ts';
import { statisticsWith } from './kernels/statistics.ts';
import { gpu } from './shaders/gpu.ts';
import { MOST_BINS, measureOn } from './shaders/measure.ts';
import { type Histogram, type Statistics, statisticsOf } from './statistics.ts';
import type { Tensor } from './tf.ts';
import { floatsOf, type Values } from './values.ts';

/** What is counted beside mean, deviation and histogram. */
export type Marks = {
  /** See statisticsOf. */
  floor: number | null;
  /** Values at `high` or above it, and at `low` or below it, count as capped; null: there is no ceiling. */
  bounds: Bounds | null;
};

/** `capped`: the share of values at a bound, 0 to 1; null where there is none. */
export type Measurement = Statistics & { capped: number | null };

/** A look at a layer. On a GPU it is on its way: `read` makes it out of the values of `tensors`, which the caller owns. */
export type Measured = { tensors: Tensor[]; read: (...values: Values[]) => Measurement };

/** Lesson 17's look at the output x of a layer, any shape: one pass over its values, where they are. */
export function measure(x: Tensor, histogram: Histogram, marks: Marks): Measured {
  const device = gpu();
  if (device) {
    if (histogram.bins > MOST_BINS) throw new RangeError(`webgpu counts in ${MOST_BINS} bins at most`);
    return measureOn(device, x, histogram, marks);
  }
  const { floor, bounds } = marks;
  const capped = bounds && cappedShare(floatsOf(x), bounds);
  const kernels = simd();
  const statistics = kernels
    ? statisticsWith(kernels, x, histogram, floor)
    : statisticsOf(floatsOf(x), histogram, floor);
  return { tensors: [], read: () => ({ ...statistics, capped }) };
}
