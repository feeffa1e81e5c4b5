import { type Averaging, type Tensor, tf, type Variable } from '../../engine/index.ts';
import { updateAverage } from './average.ts';
import type { Settings } from './settings.ts';
import type { Context } from './transform.ts';

export type AdamOptions = {
  lr?: number;
  /** How much the averages of g and g² keep at each step. The first becomes `settings.momentum`. */
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
};

/** The running averages of g and of g² that Adam and AdamW share (Kingma and Ba 2015), by torch's names. */
export type Moments = 'exp_avg' | 'exp_avg_sq';

export function zeroMoments(parameter: Tensor): Record<Moments, Tensor> {
  return { exp_avg: tf.zerosLike(parameter), exp_avg_sq: tf.zerosLike(parameter) };
}

export function updateMoments(
  gradient: Tensor,
  { exp_avg, exp_avg_sq }: Readonly<Record<Moments, Variable>>,
  beta2: number,
  context: Context<Required<Settings>>,
): void {
  const { average, squares } = averagesOf(beta2, context);
  updateAverage(exp_avg, gradient, average, context);
  updateAverage(exp_avg_sq, tf.square(gradient), squares, context);
}

export function averagesOf(
  beta2: number,
  { settings: { momentum: beta1 } }: Pick<Context<Required<Settings>>, 'settings'>,
): { average: Averaging; squares: Averaging } {
  return { average: { keep: beta1, take: 1 - beta1 }, squares: { keep: beta2, take: 1 - beta2 } };
}

/** By what to divide the moments, as they began at 0. With a cycled beta1 torch takes the present one to all steps. */
export function biasCorrections(
  beta2: number,
  { settings, step }: Pick<Context<Required<Settings>>, 'settings' | 'step'>,
): [number, number] {
  return [1 - settings.momentum ** step, 1 - beta2 ** step];
}
