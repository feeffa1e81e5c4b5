import { batchNorm, type Tensor, tf } from '../../engine/index.ts';
import { RunningNorm } from './running-norm.ts';

export type { BatchNormOptions } from './running-norm.ts';

/** torch.nn.BatchNorm2d over the last axis: batch statistics while training, running ones (unbiased variance) after. */
export class BatchNorm2d extends RunningNorm {
  readonly kind: string = 'BatchNorm2d';

  protected normalize(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
    const count = x.size / x.shape.at(-1)!;
    return batchNorm(x, scale, shift, this.eps, (mean, biased) => {
      this.track(mean, tf.mul(biased, count / Math.max(1, count - 1)));
    });
  }
}

/** torch.nn.BatchNorm1d: the same over [n, features]. */
export class BatchNorm1d extends BatchNorm2d {
  override readonly kind = 'BatchNorm1d';
}
