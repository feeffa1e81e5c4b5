import type { Module } from '../nn/module.ts';
import type { Random } from '../random.ts';
import { fannedWeights } from './fans.ts';
import { type Distribution, fill } from './fill.ts';

export type GlorotOptions = { gain?: number; distribution?: Distribution };

/**
 * Glorot & Bengio 2010, as torch.nn.init.xavier_normal_ and _uniform_: a deviation between the one that keeps
 * activations and the one that keeps gradients. Weights only; biases stay as they are.
 */
export function glorot(model: Module, random: Random, options: GlorotOptions = {}): void {
  const { gain = 1, distribution = 'normal' } = options;
  for (const { value, fanIn, fanOut } of fannedWeights(model)) {
    fill(value, random, distribution, gain * Math.sqrt(2 / (fanIn + fanOut)));
  }
}
