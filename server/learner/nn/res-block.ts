import { add, type Tensor } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import type { Activation } from './activations.ts';
import { convBlock } from './conv-block.ts';
import { Module } from './module.ts';
import { AvgPool2d } from './pooling.ts';
import { Sequential } from './sequential.ts';

export type ResBlockOptions = {
  stride?: number;
  kernel?: number;
  activation: () => Activation;
  /** A new norm layer for that many channels; absent: none. */
  norm?: ((channels: number) => Module) | undefined;
};

/**
 * The course's ResBlock (notebook 13): act(convs(x) + idconv(pool(x))). `pool` is there when the stride is above 1,
 * `idconv` (1 x 1) when the channels change; the stride is in the second convolution.
 * x [n, h, w, inputs] -> [n, ceil(h / stride), ceil(w / stride), outputs].
 */
export class ResBlock extends Module {
  readonly kind = 'ResBlock';

  /** @throws RangeError for an even kernel, which would change the size of the image */
  constructor(inputs: number, outputs: number, random: Random, options: ResBlockOptions) {
    super();
    const { stride = 1, kernel = 3, activation, norm } = options;
    if (kernel % 2 === 0) throw new RangeError(`a ResBlock wants an odd kernel, got ${kernel}`);
    // In forward order, as summaries and hooks list them.
    this.children.convs = new Sequential(
      convBlock(inputs, outputs, random, { kernel, stride: 1, activation, norm }),
      convBlock(outputs, outputs, random, { kernel, stride, norm }),
    );
    if (stride !== 1) this.children.pool = new AvgPool2d(stride, { ceil: true });
    if (inputs !== outputs) {
      this.children.idconv = convBlock(inputs, outputs, random, { kernel: 1, stride: 1 });
    }
    this.children.act = activation();
  }

  protected forward(x: Tensor): Tensor {
    const { convs, pool, idconv, act } = this.children;
    const deep = convs!.call(x);
    const pooled = pool ? pool.call(x) : x;
    const short = idconv ? idconv.call(pooled) : pooled;
    return act!.call(add(deep, short));
  }
}
