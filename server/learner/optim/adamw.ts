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
 * torch.optim.AdamW (Loshchilov and Hutter 2019): both averages unbiased, eps outside the root,
 * `p -= lr * m / (sqrt(s) + eps)`. `settings.momentum` is beta1.
 */
export class AdamW extends Optimizer<Required<Settings>> {
  constructor(
    parameters: readonly Variable[],
    { lr = 1e-3, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0.01 }: AdamOptions = {},
  ) {
    super(parameters, torchAdam(beta2, eps), { lr, momentum: beta1 }, weightDecay);
  }
}

function torchAdam(beta2: number, eps: number): Transform<Moments, Required<Settings>> {
  return {
    init: zeroMoments,
    update(gradient, state, context) {
      updateMoments(gradient, state, beta2, context);
      const [c1, c2] = biasCorrections(beta2, context);
      // (m / c1) / (sqrt(s / c2) + eps), with both corrections in the denominator: one operation less.
      const root = tf.mul(tf.sqrt(state.exp_avg_sq), context.scalar(c1 / Math.sqrt(c2)));
      return tf.div(state.exp_avg, tf.add(root, context.scalar(eps * c1)));
    },
    rule(context) {
      const [c1, c2] = biasCorrections(beta2, context);
      return { kind: 'adamW', ...averagesOf(beta2, context), scale: c1 / Math.sqrt(c2), eps: eps * c1 };
    },
  };
}
