import { lessonBatchNorm, type Tensor } from '../../engine/index.ts';
import { RunningNorm } from './running-norm.ts';

/**
 * Lesson 17's BatchNorm from scratch (notebook 11). It differs from torch's in two things: the variance that it
 * divides by is unbiased, and no gradient flows through the batch's statistics.
 */
export class LessonBatchNorm extends RunningNorm {
  readonly kind = 'LessonBatchNorm';

  protected normalize(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
    return lessonBatchNorm(x, scale, shift, this.eps, (mean, unbiased) => this.track(mean, unbiased));
  }
}
