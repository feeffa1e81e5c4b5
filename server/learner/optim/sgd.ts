import type { Tensor, Variable } from '../../engine/index.ts';
import { Averages } from './average.ts';
import { Optimizer } from './optimizer.ts';

export type SgdOptions = { lr?: number; momentum?: number; weightDecay?: number };

/** torch.optim.SGD: `v = momentum * v + g; p -= lr * v` (heavy ball, Polyak 1964); without momentum `p -= lr * g`. */
export class SGD extends Optimizer {
  readonly settings: { lr: number; momentum: number };
  readonly #velocity = new Averages();

  constructor(parameters: readonly Variable[], { lr = 0.1, momentum = 0, weightDecay = 0 }: SgdOptions = {}) {
    super(parameters, weightDecay);
    this.settings = { lr, momentum };
  }

  dispose(): void {
    this.#velocity.dispose();
  }

  protected direction(i: number, gradient: Tensor): Tensor {
    const { momentum } = this.settings;
    return momentum === 0 ? gradient : this.#velocity.update(i, gradient, momentum, 1);
  }
}
