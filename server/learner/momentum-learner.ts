import { tf } from '../engine/index.ts';
import type { LearnerOptions } from './fit/options.ts';
import { TrainLearner } from './train-learner.ts';

export type MomentumLearnerOptions = LearnerOptions & { momentum?: number };

/**
 * Lesson 17's shortest way to momentum: gradients are not set to zero but shrunk, so that each step still sees the ones
 * before. With plain SGD this is the heavy ball.
 */
export class MomentumLearner extends TrainLearner {
  readonly momentum: number;

  constructor({ momentum = 0.85, ...options }: MomentumLearnerOptions) {
    super(options);
    this.momentum = momentum;
  }

  override zeroGrad(): void {
    const shrunk = this.gradients.map((gradient) => tf.mul(gradient, this.momentum));
    tf.dispose(this.gradients);
    this.gradients = shrunk;
  }
}
