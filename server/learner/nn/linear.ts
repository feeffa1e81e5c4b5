import { linear, type Tensor, tf, variable } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import { Module } from './module.ts';

export type LinearOptions = { bias?: boolean };

/** torch.nn.Linear: x [n, inputs] -> [n, outputs]. Starts as PyTorch's does. */
export class Linear extends Module {
  readonly kind = 'Linear';
  readonly inputs: number;

  constructor(inputs: number, outputs: number, random: Random, { bias = true }: LinearOptions = {}) {
    super();
    this.inputs = inputs;
    // kaiming_uniform(a = sqrt 5), which comes to 1 / sqrt(fan_in) for weight and bias alike.
    const bound = 1 / Math.sqrt(inputs);
    this.parameters.weight = {
      value: variable(tf.tensor2d(random.uniform(inputs * outputs, -bound, bound), [inputs, outputs])),
      torchAxes: [1, 0],
    };
    if (!bias) return;
    this.parameters.bias = { value: variable(tf.tensor1d(random.uniform(outputs, -bound, bound))) };
  }

  /** @throws Error when x is not [n, inputs] */
  protected forward(x: Tensor): Tensor {
    if (x.rank !== 2 || x.shape[1] !== this.inputs) {
      throw new Error(`Linear wants [n, ${this.inputs}], got [${x.shape}]`);
    }
    const { weight, bias } = this.parameters;
    return linear(x, weight!.value, bias?.value ?? null);
  }
}
