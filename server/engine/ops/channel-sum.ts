import { channelTotalOn } from '../shaders/channel-total.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';

/**
 * Sum over all but the channels: [n, h, w, c] -> [c], [n, c] -> [c].
 * Average over space, then a matrix product over the batch: both use threads and SIMD on wasm, where tf.sum does not,
 * and short partial sums drift less in float32 than one long sum.
 */
export function channelSum(x: Tensor): Tensor {
  const device = gpu();
  if (device) return channelTotalOn(device, x);
  const n = x.shape[0]!;
  const channels = x.shape.at(-1)!;
  const ones = tf.ones([1, n]);
  if (x.rank === 2) return tf.reshape(tf.matMul(ones, x as tf.Tensor2D), [channels]);
  const [, height, width] = x.shape as [number, number, number, number];
  const means = tf.avgPool(x as tf.Tensor4D, [height, width], 1, 'valid');
  return tf.mul(
    tf.reshape(tf.matMul(ones, tf.reshape(means, [n, channels]) as tf.Tensor2D), [channels]),
    height * width,
  );
}
