import { batchNorm, type Tensor, tf, variable } from '../../engine/index.ts';
import { Module } from './module.ts';

export type BatchNormOptions = { momentum?: number; eps?: number };

/** torch.nn.BatchNorm2d over the last axis: batch statistics while training, running ones (unbiased variance) after. */
export class BatchNorm2d extends Module {
  readonly kind = 'BatchNorm2d';
  readonly momentum: number;
  readonly eps: number;

  constructor(channels: number, { momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {}) {
    super();
    this.momentum = momentum;
    this.eps = eps;
    this.parameters.weight = { value: variable(tf.ones([channels])) };
    this.parameters.bias = { value: variable(tf.zeros([channels])) };
    this.buffers.running_mean = { value: variable(tf.zeros([channels]), false) };
    this.buffers.running_var = { value: variable(tf.ones([channels]), false) };
  }

  protected forward(x: Tensor): Tensor {
    const scale = this.parameters.weight!.value;
    const shift = this.parameters.bias!.value;
    if (this.training) {
      const count = x.size / x.shape.at(-1)!;
      return batchNorm(x, scale, shift, this.eps, (mean, variance) => {
        this.#track('running_mean', mean);
        this.#track('running_var', tf.mul(variance, count / Math.max(1, count - 1)));
      });
    }
    const mean = this.buffers.running_mean!.value;
    const inverse = tf.rsqrt(tf.add(this.buffers.running_var!.value, this.eps));
    return tf.add(tf.mul(tf.sub(x, mean), tf.mul(inverse, scale)), shift);
  }

  #track(name: 'running_mean' | 'running_var', now: Tensor): void {
    const { value } = this.buffers[name]!;
    value.assign(tf.add(tf.mul(value, 1 - this.momentum), tf.mul(now, this.momentum)));
  }
}
