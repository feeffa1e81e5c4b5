import { conv2d, type Tensor, tf, variable } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import { Module } from './module.ts';

export type Conv2dOptions = { kernel?: number; stride?: number; padding?: number; bias?: boolean };

/** torch.nn.Conv2d: x [n, h, w, inputs] -> [n, h', w', outputs]. Starts as PyTorch's does. */
export class Conv2d extends Module {
  readonly kind = 'Conv2d';
  readonly stride: number;
  readonly padding: number;

  constructor(inputs: number, outputs: number, random: Random, options: Conv2dOptions = {}) {
    super();
    const { kernel = 3, stride = 1, padding = 0, bias = true } = options;
    this.stride = stride;
    this.padding = padding;
    // kaiming_uniform(a = sqrt 5), which comes to 1 / sqrt(fan_in) for weight and bias alike.
    const bound = 1 / Math.sqrt(inputs * kernel * kernel);
    const weight = random.uniform(kernel * kernel * inputs * outputs, -bound, bound);
    this.parameters.weight = {
      value: variable(tf.tensor4d(weight, [kernel, kernel, inputs, outputs])),
      torchAxes: [3, 2, 0, 1],
    };
    if (!bias) return;
    this.parameters.bias = { value: variable(tf.tensor1d(random.uniform(outputs, -bound, bound))) };
  }

  protected forward(x: Tensor): Tensor {
    const { weight, bias } = this.parameters;
    return conv2d(x, weight!.value, bias?.value ?? null, { stride: this.stride, padding: this.padding });
  }
}
