import { tf, type Variable } from '../../engine/index.ts';
import {
  type AdamOptions,
  averagesOf,
  biasCorrections,
  type Moments,
  updateMoments,
  zeroMoments,
} from './moments.ts';
import { Optimizer } from './optimizer.ts';
import type { Settings } from './settings.ts';
import type { Transform } from './transform.ts';

/**
 * The lesson's Adam: both averages unbiased, eps inside the root, `p -= lr * m / sqrt(s + eps)`. `settings.momentum` is
 * beta1. torch.optim.Adam has eps outside and betas 0.9, 0.999.
 */
export class Adam extends Optimizer<Required<Settings>> {
  constructor(
    parameters: readonly Variable[],
    { lr = 1e-3, betas: [beta1, beta2] = [0.9, 0.99], eps = 1e-5, weightDecay = 0 }: AdamOptions = {},
  ) {
    super(parameters, lessonAdam(beta2, eps), { lr, momentum: beta1 }, weightDecay);
  }
}

function lessonAdam(beta2: number, eps: number): Transform<Moments, Required<Settings>> {
  return {
    init: zeroMoments,
    update(gradient, state, context) {
      updateMoments(gradient, state, beta2, context);
      const [c1, c2] = biasCorrections(beta2, context);
      // (m / c1) / sqrt(s / c2 + eps), with both corrections under the root: one operation less.
      const square = tf.mul(state.exp_avg_sq, context.scalar(c1 ** 2 / c2));
      return tf.div(state.exp_avg, tf.sqrt(tf.add(square, context.scalar(eps * c1 ** 2))));
    },
    rule(context) {
      const [c1, c2] = biasCorrections(beta2, context);
      return { kind: 'adam', ...averagesOf(beta2, context), scale: c1 ** 2 / c2, eps: eps * c1 ** 2 };
    },
  };
}
