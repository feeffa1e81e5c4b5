import { pointwiseGradient, pointwiseWith } from '../kernels/pointwise.ts';
import { simd } from '../kernels/simd.ts';
import { gpu } from '../shaders/gpu.ts';
import { pointwiseGradientOn, pointwiseOn } from '../shaders/pointwise.ts';
import { type Tensor, tf } from '../tf.ts';

/** Those that kernels and shaders know. */
export type Smooth = 'elu' | 'selu' | 'sigmoid' | 'tanh' | 'softplus' | 'silu' | 'gelu';

/** A function of each value by itself: any shape -> same shape, and its slope from what it kept. */
type Pointwise = (x: Tensor) => { y: Tensor; keep: Tensor[]; slope: (kept: Tensor[]) => Tensor };

/**
 * Each as one op with its closed gradient. Without kernels or shaders of our own they are put together from relu, elu,
 * sigmoid and arithmetic where that is possible: tfjs-wasm has these in SIMD, 10 to 30 times as fast as exp, tanh, selu or minimum.
 */
const pointwise =
  (name: Smooth, f: Pointwise) =>
  (x: Tensor): Tensor =>
    tf.customGrad((...args) => {
      const [x, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
      const kernels = simd();
      if (kernels) {
        const { y, kept } = pointwiseWith(kernels, name, x);
        save([kept]);
        return {
          value: y,
          gradFunc: (dy: Tensor, [kept]: Tensor[]) => pointwiseGradient(kernels, name, kept!, dy),
        };
      }
      const device = gpu();
      if (device) {
        const { y, kept } = pointwiseOn(device, name, x);
        save([kept]);
        return {
          value: y,
          gradFunc: (dy: Tensor, [kept]: Tensor[]) => pointwiseGradientOn(device, name, kept!, dy),
        };
      }
      const { y, keep, slope } = f(x);
      save(keep);
      return { value: y, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, slope(saved)) };
    })(x);

/** min(y, 0) */
const negativePart = (y: Tensor): Tensor => tf.sub(y, tf.relu(y));

/** Clevert et al. 2015 (arXiv:1511.07289), alpha 1: x above 0, exp(x) - 1 below. */
export const elu = pointwise('elu', (x) => {
  const y = tf.elu(x);
  return { y, keep: [y], slope: ([y]) => tf.add(negativePart(y!), 1) };
});

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** Klambauer et al. 2017 (arXiv:1706.02515): scale * elu with alpha. */
export const selu = pointwise('selu', (x) => {
  const { alpha, scale } = SELU;
  const y = tf.add(tf.mul(tf.elu(x), scale * alpha), tf.mul(tf.relu(x), scale * (1 - alpha)));
  return { y, keep: [y], slope: ([y]) => tf.add(negativePart(y!), tf.mul(tf.step(y!, alpha), scale)) };
});

/** 1 / (1 + exp(-x)) */
export const sigmoid = pointwise('sigmoid', (x) => {
  const y = tf.sigmoid(x);
  return { y, keep: [y], slope: ([y]) => tf.sub(y!, tf.square(y!)) };
});

/** Hyperbolic tangent, as 2 * sigmoid(2x) - 1: within 2e-7 of it. */
export const tanh = pointwise('tanh', (x) => {
  const y = tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1);
  return { y, keep: [y], slope: ([y]) => tf.sub(1, tf.square(y!)) };
});

/** log(1 + exp(x)) */
export const softplus = pointwise('softplus', (x) => ({
  y: tf.softplus(x),
  keep: [x],
  slope: ([x]) => tf.sigmoid(x!),
}));

/** x * sigmoid(x): SiLU, or swish (Ramachandran et al. 2017, arXiv:1710.05941). */
export const silu = pointwise('silu', (x) => {
  const gate = tf.sigmoid(x);
  const y = tf.mul(x, gate);
  return {
    y,
    keep: [y, gate],
    slope: ([y, gate]) => tf.add(gate!, tf.sub(y!, tf.mul(y!, gate!))),
  };
});

/** x times the normal distribution's share below x (Hendrycks & Gimpel 2016, arXiv:1606.08415), not the tanh form. */
export const gelu = pointwise('gelu', (x) => {
  const below = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
  return {
    y: tf.mul(x, below),
    keep: [x, below],
    slope: ([x, below]) => {
      // elu(z) + 1 is exp(z) for z <= 0.
      const density = tf.mul(tf.add(tf.elu(tf.mul(tf.square(x!), -0.5)), 1), 1 / Math.sqrt(2 * Math.PI));
      return tf.add(below!, tf.mul(x!, density));
    },
  };
});
