import { type Tensor, tf, type Variable } from '../../engine/index.ts';

/** What an optimizer can be told again while it trains; schedulers write here. */
export type Settings = { lr: number; momentum?: number };

/**
 * An optimizer as the lesson writes it: for each parameter, a regularization step, then an update from its gradient.
 * Subclasses say the update.
 */
export abstract class Optimizer {
  readonly parameters: readonly Variable[];
  readonly weightDecay: number;
  abstract readonly settings: Settings;

  constructor(parameters: readonly Variable[], weightDecay = 0) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
  }

  /** Moves each parameter by its gradient; `gradients` in the order of `parameters`. */
  step(gradients: readonly Tensor[]): void {
    const shrink = 1 - this.settings.lr * this.weightDecay;
    tf.tidy(() => {
      for (const [i, parameter] of this.parameters.entries()) {
        const decayed = this.weightDecay > 0 ? tf.mul(parameter, shrink) : parameter;
        parameter.assign(tf.sub(decayed, tf.mul(this.direction(i, gradients[i]!), this.settings.lr)));
      }
    });
  }

  /** Frees what is remembered between steps. */
  abstract dispose(): void;

  /** The way to go for parameter `i`, before the rate. */
  protected abstract direction(i: number, gradient: Tensor): Tensor;
}
