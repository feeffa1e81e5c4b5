import { tf } from '../../engine/index.ts';
import { Conv2d } from '../nn/conv2d.ts';
import type { Module } from '../nn/module.ts';
import type { Random } from '../random.ts';

export type KaimingOptions = { leak?: number; distribution?: 'normal' | 'uniform' };

/**
 * He et al. 2015 (arXiv:1502.01852), as torch.nn.init.kaiming_normal_ and _uniform_ with `a = leak` and fan_in: keeps
 * the deviation of activations at 1 from layer to layer. Weights only; biases stay as they are, as in the lesson.
 */
export function kaiming(model: Module, random: Random, options: KaimingOptions = {}): void {
  const { leak = 0, distribution = 'normal' } = options;
  for (const [, module] of model.namedModules()) {
    if (!(module instanceof Conv2d)) continue;
    const { value } = module.parameters.weight!;
    const [rows, columns, inputs] = value.shape as [number, number, number];
    const std = Math.sqrt(2 / (1 + leak ** 2) / (rows * columns * inputs));
    const bound = Math.sqrt(3) * std;
    const data =
      distribution === 'normal' ? random.normal(value.size, std) : random.uniform(value.size, -bound, bound);
    tf.tidy(() => value.assign(tf.tensor(data, value.shape)));
  }
}
