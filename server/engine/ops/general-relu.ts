import { generalReluGradient, generalReluWith } from '../kernels/general-relu.ts';
import { simd } from '../kernels/simd.ts';
import { generalReluGradientOn, generalReluOn } from '../shaders/general-relu.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';

export type GeneralReluOptions = { leak: number; sub: number; max: number | null };

/**
 * Lesson 17's GeneralRelu: leaky below 0, then moved down by `sub`, then bounded by `max`; one op with one gradient.
 * ReLU is leak 0, sub 0. Any shape -> same shape.
 */
export function generalRelu(x: Tensor, { leak, sub, max }: GeneralReluOptions): Tensor {
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    save([x]);
    return {
      value: forward(x, leak, sub, max),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(saved[0]!, dy, leak, edgeOf(leak, sub, max)),
    };
  })(x);
}

/** Where the bound begins, told from x, which is what was kept; at the bound itself the slope is still there. */
function edgeOf(leak: number, sub: number, max: number | null): number {
  if (max === null) return Number.POSITIVE_INFINITY;
  return max + sub > 0 || leak === 0 ? max + sub : (max + sub) / leak;
}

function forward(x: Tensor, leak: number, sub: number, max: number | null): Tensor {
  const kernels = simd();
  if (kernels) return generalReluWith(kernels, x, leak, sub, max ?? Number.POSITIVE_INFINITY);
  const device = gpu();
  if (device) return generalReluOn(device, x, leak, sub, max);
  const leaky = leak === 0 ? tf.relu(x) : tf.leakyRelu(x, leak);
  const moved = sub === 0 ? leaky : tf.sub(leaky, sub);
  return max === null ? moved : tf.clipByValue(moved, Number.NEGATIVE_INFINITY, max);
}

function gradient(x: Tensor, dy: Tensor, leak: number, edge: number): Tensor {
  const kernels = simd();
  if (kernels) return generalReluGradient(kernels, x, dy, leak, edge);
  const device = gpu();
  if (device) return generalReluGradientOn(device, x, dy, leak, Number.isFinite(edge) ? edge : null);
  if (edge === Number.POSITIVE_INFINITY) return tf.mul(dy, tf.step(x, leak));
  const bounded = tf.step(tf.sub(x, edge));
  return tf.mul(dy, edge > 0 ? tf.sub(tf.step(x, leak), bounded) : tf.mul(tf.sub(1, bounded), leak));
}
