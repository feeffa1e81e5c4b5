import { expectFloats } from '../operands.ts';
import type { Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** x * kept where the random number of its place is `threshold` at least, 0 elsewhere: assembly/dropout.ts. */
export function dropoutWith(
  kernels: Simd,
  x: Tensor,
  state: number,
  threshold: number,
  kept: number,
): Tensor {
  expectFloats('dropout', x.size, x);
  const y = kernels.output(x.shape);
  kernels.runOver(x.size, 'dropout', kernels.at(x), kernels.at(y), x.size, state, threshold, kept);
  return y;
}
