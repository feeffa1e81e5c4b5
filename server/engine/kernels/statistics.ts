import { expectFloats } from '../operands.ts';
import type { Histogram, Statistics } from '../statistics.ts';
import type { Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** A line of copies for each bin, one for what is in none, and one for the sums: assembly/statistics.ts. */
const roomOf = (bins: number): number => 64 * (bins + 2);
const HEADER = 24;

/** statisticsOf a float32 tensor that lies in the kernels' memory, by all threads in one pass. */
export function statisticsWith(
  kernels: Simd,
  x: Tensor,
  { bins, max }: Histogram,
  floor: number | null,
): Statistics {
  const n = x.size;
  expectFloats('statistics', n, x);
  const rooms = kernels.threads * roomOf(bins);
  const scratch = kernels.scratch(rooms + HEADER + 4 * bins);
  const out = scratch + rooms;
  kernels.runOver(n, 'statistics', kernels.at(x), n, bins, max, floor ?? Number.NaN, out, scratch);
  const moments = new Float64Array(kernels.buffer, out, 2);
  const floored = new Uint32Array(kernels.buffer, out + 16, 1);
  const hist = new Uint32Array(kernels.buffer, out + HEADER, bins).slice();
  const counted = hist.reduce((total, count) => total + count, 0);
  const dead = floor === null ? hist[0]! / counted : floored[0]! / n;
  return { mean: moments[0]!, std: Math.sqrt(moments[1]! / (n - 1)), dead, hist };
}
