import { tf, type Variable } from '../../engine/index.ts';
import { updateAverage } from './average.ts';
import { Optimizer } from './optimizer.ts';
import type { Settings } from './settings.ts';
import type { Transform } from './transform.ts';

export type SgdOptions = { lr?: number; momentum?: number; weightDecay?: number };

/** torch.optim.SGD: `v = momentum * v + g; p -= lr * v` (heavy ball, Polyak 1964); without momentum `p -= lr * g`. */
export class SGD extends Optimizer<Required<Settings>> {
  constructor(parameters: readonly Variable[], { lr = 0.1, momentum = 0, weightDecay = 0 }: SgdOptions = {}) {
    super(parameters, heavyBall, { lr, momentum }, weightDecay);
  }
}

const heavyBall: Transform<'momentum_buffer', Required<Settings>> = {
  // Even when it begins without momentum: one-cycle gives it some, as in torch.
  init: (parameter) => ({ momentum_buffer: tf.zerosLike(parameter) }),
  update(gradient, { momentum_buffer: velocity }, context) {
    const { momentum } = context.settings;
    if (momentum === 0) return gradient;
    updateAverage(velocity, gradient, { keep: momentum, take: 1 }, context);
    return velocity;
  },
  rule({ settings: { momentum } }) {
    return momentum === 0 ? { kind: 'sgd' } : { kind: 'average', average: { keep: momentum, take: 1 } };
  },
};
