import { expectFloats } from '../operands.ts';
import type { Windows } from '../ops/avg-pool.ts';
import type { Shape, Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** Means over the windows; one that reaches beyond x is the mean of what is there. */
export function avgPoolWith(kernels: Simd, x: Tensor, { size, out, shape }: Windows): Tensor {
  expectFloats('avgPool', x.size, x);
  const y = kernels.output(shape);
  kernels.runOver(x.size, 'avgPoolForward', kernels.at(x), kernels.at(y), ...x.shape, ...out, ...size);
  return y;
}

/** Each gradient in equal shares over its window; 0 where there is none. `shape` is x's. */
export function avgPoolGradient(kernels: Simd, dy: Tensor, shape: Shape, { size, out }: Windows): Tensor {
  const dx = kernels.output(shape);
  expectFloats('avgPool', shape[0]! * out[0] * out[1] * shape[3]!, dy);
  kernels.runOver(dx.size, 'avgPoolBackward', kernels.at(dy), kernels.at(dx), ...shape, ...out, ...size);
  return dx;
}
