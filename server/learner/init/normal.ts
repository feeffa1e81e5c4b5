import type { Module } from '../nn/module.ts';
import type { Random } from '../random.ts';
import { fannedWeights } from './fans.ts';
import { fill } from './fill.ts';

export type NormalOptions = { std?: number };

/** torch.nn.init.normal_ on every weight, whatever its fans. Weights only; biases stay as they are. */
export function normal(model: Module, random: Random, { std = 1 }: NormalOptions = {}): void {
  for (const { value } of fannedWeights(model)) fill(value, random, 'normal', std);
}
