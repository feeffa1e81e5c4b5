import { batchNormGradients, normalizeWithKernel } from '../kernels/batch-norm.ts';
import { simd } from '../kernels/simd.ts';
import { batchNormGradientsOn, normalizeOn } from '../shaders/batch-norm.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';
import { perChannel } from './per-channel.ts';

/**
 * (x - mean) / sqrt(variance + eps) * scale + shift by channel, with statistics that are given: what a batch norm does in
 * evaluation. x [n, h, w, c] or [n, c], all others [c] -> x's shape. Nothing flows back into mean and variance.
 */
export function normalizeWith(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  scale: Tensor,
  shift: Tensor,
  eps: number,
): Tensor {
  return tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const { y, inverse } = forward(x, mean, variance, scale, shift, eps);
    // Nothing changes running statistics before the way back: a model that evaluates does not track.
    save([x, tf.clone(mean), inverse, scale]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        fixedNormGradients(dy, saved as [Tensor, Tensor, Tensor, Tensor]),
    };
  })(x, scale, shift);
}

function forward(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  scale: Tensor,
  shift: Tensor,
  eps: number,
): { y: Tensor; inverse: Tensor } {
  const kernels = simd();
  if (kernels) return normalizeWithKernel(kernels, [x, mean, variance, scale, shift], eps);
  const device = gpu();
  if (device) return normalizeOn(device, [x, mean, variance, scale, shift], eps);
  const inverse = tf.rsqrt(tf.add(variance, eps));
  const centred = perChannel(tf.sub, x, mean);
  return { y: perChannel(tf.add, perChannel(tf.mul, centred, tf.mul(inverse, scale)), shift), inverse };
}

/** Gradients of x, scale and shift of a norm whose statistics do not depend on x. */
export function fixedNormGradients(dy: Tensor, kept: [Tensor, Tensor, Tensor, Tensor]): Tensor[] {
  const kernels = simd();
  if (kernels) return batchNormGradients(kernels, dy, kept, false);
  const device = gpu();
  if (device) return batchNormGradientsOn(device, dy, kept, false);
  const [x, mean, inverse, scale] = kept;
  return [
    perChannel(tf.mul, dy, tf.mul(inverse, scale)),
    tf.mul(channelSum(tf.mul(dy, perChannel(tf.sub, x, mean))), inverse),
    channelSum(dy),
  ];
}
