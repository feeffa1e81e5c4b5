import { tf, type Variable } from '../../engine/index.ts';
import { updateAverage } from './average.ts';
import { Optimizer } from './optimizer.ts';
import type { Settings } from './settings.ts';
import type { SgdOptions } from './sgd.ts';
import type { Transform } from './transform.ts';

/** The lesson's Momentum: a running average of gradients, `v = momentum * v + (1 - momentum) * g; p -= lr * v`. */
export class Momentum extends Optimizer<Required<Settings>> {
  constructor(
    parameters: readonly Variable[],
    { lr = 0.1, momentum = 0.9, weightDecay = 0 }: SgdOptions = {},
  ) {
    super(parameters, runningAverage, { lr, momentum }, weightDecay);
  }
}

const runningAverage: Transform<'momentum_buffer', Required<Settings>> = {
  init: (parameter) => ({ momentum_buffer: tf.zerosLike(parameter) }),
  update(gradient, { momentum_buffer: average }, context) {
    const { momentum } = context.settings;
    updateAverage(average, gradient, { keep: momentum, take: 1 - momentum }, context);
    return average;
  },
  rule({ settings: { momentum } }) {
    return { kind: 'average', average: { keep: momentum, take: 1 - momentum } };
  },
};
