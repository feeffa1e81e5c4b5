import { batchNormWith } from '../kernels/batch-norm.ts';
import { simd } from '../kernels/simd.ts';
import { batchNormOn } from '../shaders/batch-norm.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';
import { perChannel } from './per-channel.ts';

/**
 * The way forward of a batch norm: x [n, h, w, c] or [n, c] with its own statistics, and these, [c]. Nothing flows back.
 * @param correction what is taken off the count that the variance is divided by: 0 biased, 1 unbiased
 */
export function normalizeByBatch(x: Tensor, scale: Tensor, shift: Tensor, eps: number, correction: 0 | 1) {
  const kernels = simd();
  if (kernels) return batchNormWith(kernels, x, scale, shift, eps, correction);
  const device = gpu();
  if (device) return batchNormOn(device, x, scale, shift, eps, correction);
  const count = x.size / x.shape.at(-1)!;
  const mean = tf.div(channelSum(x), count);
  const centred = perChannel(tf.sub, x, mean);
  const variance = tf.div(channelSum(tf.square(centred)), Math.max(1, count - correction));
  const inverse = tf.rsqrt(tf.add(variance, eps));
  const y = perChannel(tf.add, perChannel(tf.mul, centred, tf.mul(inverse, scale)), shift);
  return { y, mean, variance, inverse };
}
