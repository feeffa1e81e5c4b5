import { expectFloats } from '../operands.ts';
import type { Smooth } from '../ops/pointwise.ts';
import type { Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** In the order of assembly/smooth.ts; the slopes of the first four are told from what they gave, of the others from x. */
const KINDS: readonly Smooth[] = ['elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'silu', 'gelu'];

/** f(x), and what is to be kept for the slope. */
export function pointwiseWith(kernels: Simd, name: Smooth, x: Tensor): { y: Tensor; kept: Tensor } {
  expectFloats(name, x.size, x);
  const y = kernels.output(x.shape);
  const kind = KINDS.indexOf(name);
  kernels.runOver(x.size, 'pointwiseForward', kernels.at(x), kernels.at(y), x.size, kind);
  return { y, kept: kind < 4 ? y : x };
}

/** dy times the slope. */
export function pointwiseGradient(kernels: Simd, name: Smooth, kept: Tensor, dy: Tensor): Tensor {
  expectFloats(name, kept.size, dy);
  const dx = kernels.output(dy.shape);
  const places = [kept, dy, dx].map((tensor) => kernels.at(tensor));
  kernels.runOver(dy.size, 'pointwiseBackward', ...places, dy.size, KINDS.indexOf(name));
  return dx;
}
