import { type Scalar, tf, valueAndGradients } from '../engine/index.ts';
import { Learner } from './learner.ts';

/** The Learner with the five steps of ordinary training. Each may be overridden, or replaced by a callback. */
export class TrainLearner extends Learner {
  override predict(): void {
    this.predictions = this.model.call(this.batch.x);
  }

  override getLoss(): void {
    this.loss = this.options.lossFunction(this.predictions, this.batch.y);
  }

  /** As in PyTorch, gradients are added to those that zeroGrad left. */
  override backward(forward: () => Scalar): void {
    const { value, gradients } = valueAndGradients(forward, this.opt.parameters);
    const left = this.gradients;
    this.loss = value;
    this.gradients = left.length > 0 ? gradients.map((gradient, i) => tf.add(gradient, left[i]!)) : gradients;
    tf.dispose(left);
  }

  override step(): void {
    this.opt.step(this.gradients);
  }

  override zeroGrad(): void {
    tf.dispose(this.gradients);
    this.gradients = [];
  }
}
