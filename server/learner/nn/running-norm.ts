import { blend, normalizeWith, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';
import { affineSlots, runningSlots } from './norm-slots.ts';

export type BatchNormOptions = {
  /** The share of the new batch in the running statistics. */
  momentum?: number;
  eps?: number;
};

/**
 * A norm over all but the channels that trains with the batch's statistics and evaluates with running ones.
 * x [n, h, w, c] or [n, c] -> same shape.
 */
export abstract class RunningNorm extends Module {
  readonly momentum: number;
  readonly eps: number;

  constructor(channels: number, { momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {}) {
    super();
    this.momentum = momentum;
    this.eps = eps;
    Object.assign(this.parameters, affineSlots([channels]));
    Object.assign(this.buffers, runningSlots(channels));
  }

  /** With the batch's own statistics, which it hands to `track`. */
  protected abstract normalize(x: Tensor, scale: Tensor, shift: Tensor): Tensor;

  protected forward(x: Tensor): Tensor {
    const scale = this.parameters.weight!.value;
    const shift = this.parameters.bias!.value;
    if (this.training) return this.normalize(x, scale, shift);
    const { running_mean, running_var } = this.buffers;
    return normalizeWith(x, running_mean!.value, running_var!.value, scale, shift, this.eps);
  }

  /** running = running * (1 - momentum) + now * momentum; the variance unbiased. */
  protected track(mean: Tensor, variance: Tensor): void {
    const { running_mean, running_var } = this.buffers;
    blend(running_mean!.value, mean, this.momentum);
    blend(running_var!.value, variance, this.momentum);
  }
}
