import { dropout, type Tensor } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import { Module } from './module.ts';

/**
 * torch.nn.Dropout (Srivastava et al. 2014): while training each value is 0 with probability `p`, and the others are
 * divided by 1 - p; in evaluation nothing happens. Any shape -> same shape.
 */
export class Dropout extends Module {
  readonly kind = 'Dropout';
  readonly p: number;
  readonly #random: Random;

  /** @throws RangeError when p is not in [0, 1] */
  constructor(p: number, random: Random) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies in [0, 1], got ${p}`);
    this.p = p;
    this.#random = random;
  }

  protected forward(x: Tensor): Tensor {
    if (!this.training || this.p === 0) return x;
    // One draw for each call, spread over the values: one for each value would cost more than the layers around it.
    const [high, low] = this.#random.uniform(2, 0, 2 ** 16) as unknown as [number, number];
    return dropout(x, this.p, (high << 16) | low);
  }
}
