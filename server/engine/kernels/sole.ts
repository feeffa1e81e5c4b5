import type { Variable } from '../tf.ts';
import type { Simd } from './simd.ts';

/**
 * Before a variable is written in place: where other tensors share its values, it gets a copy of its own. tfjs lets them share as
 * if nobody ever wrote, so whoever holds the values keeps them as they are.
 */
export function makeSole(kernels: Simd, variable: Variable): void {
  if (!kernels.shares(variable)) return;
  const own = kernels.output(variable.shape);
  const from = kernels.at(variable);
  new Uint8Array(kernels.buffer).copyWithin(kernels.at(own), from, from + 4 * variable.size);
  variable.assign(own);
  own.dispose();
}
