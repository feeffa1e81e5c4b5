import type { Module } from '../nn/module.ts';
import type { Random } from '../random.ts';
import { fannedWeights } from './fans.ts';
import { type Distribution, fill } from './fill.ts';

export type KaimingOptions = { leak?: number; distribution?: Distribution };

/**
 * He et al. 2015 (arXiv:1502.01852), as torch.nn.init.kaiming_normal_ and _uniform_ with `a = leak` and fan_in: keeps
 * the deviation of activations at 1 from layer to layer. Weights only; biases stay as they are, as in the lesson.
 */
export function kaiming(model: Module, random: Random, options: KaimingOptions = {}): void {
  const { leak = 0, distribution = 'normal' } = options;
  for (const { value, fanIn } of fannedWeights(model)) {
    fill(value, random, distribution, Math.sqrt(2 / (1 + leak ** 2) / fanIn));
  }
}
