import { batchNormWith } from '../kernels/batch-norm.ts';
import { simd } from '../kernels/simd.ts';
import { batchNormOn } from '../shaders/batch-norm.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';
import type { Observe } from './batch-norm.ts';
import { channelSum } from './channel-sum.ts';
import { fixedNormGradients } from './normalize-with.ts';
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
  return tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const { y, mean, variance, inverse } = forward(x, scale, shift, eps);
    observe(mean, variance);
    save([x, mean, inverse, scale]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        fixedNormGradients(dy, saved as [Tensor, Tensor, Tensor, Tensor]),
    };
  })(x, scale, shift);
}

function forward(x: Tensor, scale: Tensor, shift: Tensor, eps: number) {
  const kernels = simd();
  if (kernels) return batchNormWith(kernels, x, scale, shift, eps, 1);
  const device = gpu();
  if (device) return batchNormOn(device, x, scale, shift, eps, 1);
  const count = x.size / x.shape.at(-1)!;
  const mean = tf.div(channelSum(x), count);
  const centred = perChannel(tf.sub, x, mean);
  const variance = tf.div(channelSum(tf.square(centred)), Math.max(1, count - 1));
  const inverse = tf.rsqrt(tf.add(variance, eps));
  const y = perChannel(tf.add, perChannel(tf.mul, centred, tf.mul(inverse, scale)), shift);
  return { y, mean, variance, inverse };
}
