import { conv2d, stopGradient, type Tensor, tf, variable } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import { Module } from './module.ts';

export type Conv2dOptions = { kernel?: number; stride?: number; padding?: number; bias?: boolean };

/** torch.nn.Conv2d: x [n, h, w, inputs] -> [n, h', w', outputs]. Starts as PyTorch's does. */
export class Conv2d extends Module {
  readonly kind = 'Conv2d';
  readonly stride: number;
  readonly padding: number;
  /**
   * Whether a batch norm follows, which takes the bias away again. Its gradient is then 0, and is given as that: as the
   * rounding noise that sums come to, AdamW would make whole steps of it.
   */
  isBiasCancelled = false;

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
    const { weight } = this.parameters;
    const bias = this.parameters.bias?.value ?? null;
    const added = bias && this.isBiasCancelled ? stopGradient(bias) : bias;
    return conv2d(x, weight!.value, added, { stride: this.stride, padding: this.padding });
  }
}
