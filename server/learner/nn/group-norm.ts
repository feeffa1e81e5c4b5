import { groupNorm, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';
import { affineSlots } from './norm-slots.ts';

export type GroupNormOptions = { eps?: number };

/** torch.nn.GroupNorm: each image over its positions and the channels of a group, then scale and shift by channel. */
export class GroupNorm extends Module {
  readonly kind = 'GroupNorm';
  readonly groups: number;
  readonly eps: number;

  /** @throws RangeError when the channels cannot be parted into that many groups */
  constructor(groups: number, channels: number, { eps = 1e-5 }: GroupNormOptions = {}) {
    super();
    if (channels % groups !== 0) throw new RangeError(`${groups} groups do not divide ${channels} channels`);
    this.groups = groups;
    this.eps = eps;
    Object.assign(this.parameters, affineSlots([channels]));
  }

  protected forward(x: Tensor): Tensor {
    const affine = { scale: this.parameters.weight!.value, shift: this.parameters.bias!.value };
    return groupNorm(x, affine, { groups: this.groups, eps: this.eps });
  }
}
