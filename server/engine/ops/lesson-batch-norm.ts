import { type Tensor, tf } from '../tf.ts';
import type { Observe } from './batch-norm.ts';
import { channelSum } from './channel-sum.ts';
import { perChannel } from './per-channel.ts';

/**
 * The batch norm that lesson 17 (notebook 11) writes from scratch: the batch's mean and UNBIASED variance, taken under
 * no_grad, so that no gradient flows through them. A lone value has variance 0, where torch.var says NaN.
 * x [n, h, w, c] or [n, c], scale [c], shift [c] -> x's shape. `observe` gets the variance as it is used here: unbiased.
 */
export function lessonBatchNorm(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  eps: number,
  observe: Observe,
): Tensor {
  const count = x.size / x.shape.at(-1)!;
  return tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const mean = tf.div(channelSum(x), count);
    const centred = perChannel(tf.sub, x, mean);
    const variance = tf.div(channelSum(tf.square(centred)), Math.max(1, count - 1));
    observe(mean, variance);
    const inverse = tf.rsqrt(tf.add(variance, eps));
    save([centred, inverse, scale]);
    return {
      value: perChannel(tf.add, perChannel(tf.mul, centred, tf.mul(inverse, scale)), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [centred, inverse, scale] = saved as [Tensor, Tensor, Tensor];
        return [
          perChannel(tf.mul, dy, tf.mul(inverse, scale)),
          tf.mul(channelSum(tf.mul(dy, centred)), inverse),
          channelSum(dy),
        ];
      },
    };
  })(x, scale, shift);
}
