import { tf, variable } from '../../engine/index.ts';
import type { Slot } from './module.ts';

/**
 * What norm layers keep, under PyTorch's names; those of the lesson's own layers (notebook 11) are read as well.
 * @param shape [channels], or [] for one scale and one shift for all
 */
export const affineSlots = (shape: number[]): { weight: Slot; bias: Slot } => ({
  weight: { value: variable(tf.ones(shape)), aliases: ['mult', 'mults'] },
  bias: { value: variable(tf.zeros(shape)), aliases: ['add', 'adds'] },
});

/** The statistics that a batch norm evaluates with, before it has seen a batch. */
export const runningSlots = (channels: number): { running_mean: Slot; running_var: Slot } => ({
  running_mean: { value: variable(tf.zeros([channels]), false), aliases: ['means'] },
  running_var: { value: variable(tf.ones([channels]), false), aliases: ['vars'] },
});
