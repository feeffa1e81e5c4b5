import { tf, type Variable } from '../../engine/index.ts';
import { updateAverage } from './average.ts';
import { Optimizer } from './optimizer.ts';
import type { Transform } from './transform.ts';

export type RmsPropOptions = { lr?: number; sqrMom?: number; eps?: number; weightDecay?: number };

/**
 * The lesson's RMSProp: `s = sqrMom * s + (1 - sqrMom) * g²; p -= lr * g / (sqrt(s) + eps)`. Unlike torch's, which
 * begins with 0, the average begins with the first g². Nothing in it is momentum, so one-cycle cycles its rate alone.
 */
export class RMSProp extends Optimizer {
  constructor(
    parameters: readonly Variable[],
    { lr = 1e-2, sqrMom = 0.99, eps = 1e-5, weightDecay = 0 }: RmsPropOptions = {},
  ) {
    super(parameters, rootMeanSquare(sqrMom, eps), { lr }, weightDecay);
  }
}

function rootMeanSquare(sqrMom: number, eps: number): Transform<'square_avg'> {
  // An average that begins with g² is still g² after the first step.
  const keepAt = (step: number): number => (step === 1 ? 0 : sqrMom);
  return {
    init: (parameter) => ({ square_avg: tf.zerosLike(parameter) }),
    update(gradient, { square_avg: average }, context) {
      const keep = keepAt(context.step);
      updateAverage(average, tf.square(gradient), { keep, take: 1 - keep }, context);
      return tf.div(gradient, tf.add(tf.sqrt(average), context.scalar(eps)));
    },
    rule({ step }) {
      const keep = keepAt(step);
      return { kind: 'rmsProp', squares: { keep, take: 1 - keep }, eps };
    },
  };
}
