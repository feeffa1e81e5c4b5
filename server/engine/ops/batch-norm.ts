import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';

/** Told to the layer that keeps running statistics. The variance is biased; both are disposed after the call. */
export type Observe = (mean: Tensor, variance: Tensor) => void;

/**
 * Batch normalization over all but the channels with the batch's own statistics (Ioffe & Szegedy 2015,
 * arXiv:1502.03167), as one op with its closed gradient: stock tfjs walks back through a dozen small ops instead.
 * x [..., c], scale [c], shift [c] -> x's shape.
 */
export function batchNorm(x: Tensor, scale: Tensor, shift: Tensor, eps: number, observe: Observe): Tensor {
  const count = x.size / x.shape.at(-1)!;
  return tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const mean = tf.div(channelSum(x), count);
    const centred = tf.sub(x, mean);
    const variance = tf.div(channelSum(tf.square(centred)), count);
    observe(mean, variance);
    const inverse = tf.rsqrt(tf.add(variance, eps));
    const normal = tf.mul(centred, inverse);
    save([normal, inverse, scale]);
    return {
      value: tf.add(tf.mul(normal, scale), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [normal, inverse, scale] = saved as [Tensor, Tensor, Tensor];
        const dShift = channelSum(dy);
        const dScale = channelSum(tf.mul(dy, normal));
        const residue = tf.sub(tf.sub(dy, tf.div(dShift, count)), tf.mul(normal, tf.div(dScale, count)));
        return [tf.mul(residue, tf.mul(scale, inverse)), dScale, dShift];
      },
    };
  })(x, scale, shift);
}
