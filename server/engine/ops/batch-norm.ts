import { batchNormGradients } from '../kernels/batch-norm.ts';
import { simd } from '../kernels/simd.ts';
import { batchNormGradientsOn } from '../shaders/batch-norm.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';
import { normalizeByBatch } from './normalize-by-batch.ts';
import { perChannel } from './per-channel.ts';

/** Told to the layer that keeps running statistics. The variance is biased; both are disposed after the call. */
export type Observe = (mean: Tensor, variance: Tensor) => void;

/**
 * Batch normalization over all but the channels with the batch's own statistics (Ioffe & Szegedy 2015,
 * arXiv:1502.03167), as one op with its closed gradient: stock tfjs walks back through a dozen small ops instead.
 * x [n, h, w, c] or [n, c], scale [c], shift [c] -> x's shape.
 */
export function batchNorm(x: Tensor, scale: Tensor, shift: Tensor, eps: number, observe: Observe): Tensor {
  return tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const { y, mean, variance, inverse } = normalizeByBatch(x, scale, shift, eps, 0);
    observe(mean, variance);
    save([x, mean, inverse, scale]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(dy, saved as [Tensor, Tensor, Tensor, Tensor]),
    };
  })(x, scale, shift);
}

function gradients(dy: Tensor, kept: [Tensor, Tensor, Tensor, Tensor]): Tensor[] {
  const kernels = simd();
  if (kernels) return batchNormGradients(kernels, dy, kept, true);
  const device = gpu();
  if (device) return batchNormGradientsOn(device, dy, kept, true);
  const [x, mean, inverse, scale] = kept;
  const count = x.size / x.shape.at(-1)!;
  const centred = perChannel(tf.sub, x, mean);
  const dShift = channelSum(dy);
  const dScale = tf.mul(channelSum(tf.mul(dy, centred)), inverse);
  // What dy does through the batch's mean, and through its variance.
  const throughMean = tf.div(dShift, count);
  const throughVariance = perChannel(tf.mul, centred, tf.mul(inverse, tf.div(dScale, count)));
  const residue = tf.sub(perChannel(tf.sub, dy, throughMean), throughVariance);
  return [perChannel(tf.mul, residue, tf.mul(scale, inverse)), dScale, dShift];
}
