import { type Tensor, tf } from '../tf.ts';
import type { Observe } from './batch-norm.ts';
import { normalizeByBatch } from './normalize-by-batch.ts';
import { fixedNormGradients } from './normalize-with.ts';

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
    const { y, mean, variance, inverse } = normalizeByBatch(x, scale, shift, eps, 1);
    observe(mean, variance);
    save([x, mean, inverse, scale]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        fixedNormGradients(dy, saved as [Tensor, Tensor, Tensor, Tensor]),
    };
  })(x, scale, shift);
}
