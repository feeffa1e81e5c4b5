import { groupNorm, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';
import { affineSlots } from './norm-slots.ts';

export type LayerNormOptions = { eps?: number };

/**
 * Lesson 17's LayerNorm (notebook 11), after Ba et al. 2016 (arXiv:1607.06450): each image over all its values, with
 * ONE scale and ONE shift for everything, and the unbiased variance; torch.nn.LayerNorm has neither.
 */
export class LayerNorm extends Module {
  readonly kind = 'LayerNorm';
  readonly eps: number;

  constructor({ eps = 1e-5 }: LayerNormOptions = {}) {
    super();
    this.eps = eps;
    Object.assign(this.parameters, affineSlots([]));
  }

  protected forward(x: Tensor): Tensor {
    const affine = { scale: this.parameters.weight!.value, shift: this.parameters.bias!.value };
    return groupNorm(x, affine, { groups: 1, eps: this.eps, unbiased: true });
  }
}
