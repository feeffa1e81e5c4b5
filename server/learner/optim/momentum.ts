import type { Tensor, Variable } from '../../engine/index.ts';
import { Averages } from './average.ts';
import { Optimizer } from './optimizer.ts';
import type { SgdOptions } from './sgd.ts';

/** The lesson's Momentum: a running average of gradients, `v = momentum * v + (1 - momentum) * g; p -= lr * v`. */
export class Momentum extends Optimizer {
  readonly settings: { lr: number; momentum: number };
  readonly #average = new Averages();

  constructor(
    parameters: readonly Variable[],
    { lr = 0.1, momentum = 0.9, weightDecay = 0 }: SgdOptions = {},
  ) {
    super(parameters, weightDecay);
    this.settings = { lr, momentum };
  }

  dispose(): void {
    this.#average.dispose();
  }

  protected direction(i: number, gradient: Tensor): Tensor {
    const { momentum } = this.settings;
    return this.#average.update(i, gradient, momentum, 1 - momentum);
  }
}
