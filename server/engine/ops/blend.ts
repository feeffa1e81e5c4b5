import { simd } from '../kernels/simd.ts';
import { type Tensor, tf, type Variable } from '../tf.ts';

/** into = into * (1 - share) + now * share, of one shape: a running mean takes a step. Our kernels write it in place. */
export function blend(into: Variable, now: Tensor, share: number): void {
  const kernels = simd();
  if (kernels) kernels.runOver(now.size, 'blend', kernels.at(now), kernels.at(into), now.size, share);
  else into.assign(tf.add(tf.mul(into, 1 - share), tf.mul(now, share)));
}
