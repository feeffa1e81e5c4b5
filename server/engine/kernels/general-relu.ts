import { expectFloats } from '../operands.ts';
import type { Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** min((x > 0 ? x : leak * x) - sub, max) */
export function generalReluWith(kernels: Simd, x: Tensor, leak: number, sub: number, max: number): Tensor {
  expectFloats('generalRelu', x.size, x);
  const y = kernels.output(x.shape);
  kernels.runOver(x.size, 'generalReluForward', kernels.at(x), kernels.at(y), x.size, leak, sub, max);
  return y;
}

/** dy times 0 above `edge`, 1 above 0, `leak` below. */
export function generalReluGradient(
  kernels: Simd,
  x: Tensor,
  dy: Tensor,
  leak: number,
  edge: number,
): Tensor {
  expectFloats('generalRelu', x.size, dy);
  const dx = kernels.output(x.shape);
  kernels.runOver(
    x.size,
    'generalReluBackward',
    kernels.at(x),
    kernels.at(dy),
    kernels.at(dx),
    x.size,
    leak,
    edge,
  );
  return dx;
}
