import { groupNorm, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';
import { affineSlots } from './norm-slots.ts';

export type InstanceNormOptions = { eps?: number; affine?: boolean };

/** torch.nn.InstanceNorm2d: each channel of each image by itself; no scale and shift unless `affine`. */
export class InstanceNorm2d extends Module {
  readonly kind = 'InstanceNorm2d';
  readonly channels: number;
  readonly eps: number;

  constructor(channels: number, { eps = 1e-5, affine = false }: InstanceNormOptions = {}) {
    super();
    this.channels = channels;
    this.eps = eps;
    if (affine) Object.assign(this.parameters, affineSlots([channels]));
  }

  /** @throws Error for images of one position, as torch does: every output would be 0 */
  protected forward(x: Tensor): Tensor {
    if (x.shape[1]! * x.shape[2]! === 1) {
      throw new Error('InstanceNorm2d wants more than one position in an image, got 1 x 1');
    }
    const { weight, bias } = this.parameters;
    const affine = weight && bias ? { scale: weight.value, shift: bias.value } : null;
    return groupNorm(x, affine, { groups: this.channels, eps: this.eps });
  }
}
