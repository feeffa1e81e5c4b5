import { avgPool, globalAvgPool, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';

export type AvgPool2dOptions = { ceil?: boolean };

/**
 * torch.nn.AvgPool2d(size) with stride = size: x [n, h, w, c] -> [n, h', w', c]. `ceil` is torch's ceil_mode: what is
 * left at the end is a window too, and its mean is that of its real values.
 */
export class AvgPool2d extends Module {
  readonly kind = 'AvgPool2d';
  readonly size: number;
  readonly ceil: boolean;

  constructor(size: number, { ceil = false }: AvgPool2dOptions = {}) {
    super();
    this.size = size;
    this.ceil = ceil;
  }

  /** @throws RangeError when not one window fits */
  protected forward(x: Tensor): Tensor {
    return avgPool(x, this.size, this.ceil);
  }
}

/** The course's GlobalAvgPool (notebook 13): x [n, h, w, c] -> [n, c]. */
export class GlobalAvgPool extends Module {
  readonly kind = 'GlobalAvgPool';

  protected forward(x: Tensor): Tensor {
    return globalAvgPool(x);
  }
}
