import { type Tensor, tf } from '../../engine/index.ts';
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
    return tf.mul(x, tf.tensor(this.#mask(x.size), x.shape));
  }

  /**
   * One draw from `random` for each call, spread over the values by mulberry32 (T. Ettinger): a draw for each value
   * would cost more than the layers around it.
   */
  #mask(size: number): Float32Array {
    const mask = new Float32Array(size);
    const kept = 1 / (1 - this.p);
    // Below it, of 2 ** 32: dropped.
    const threshold = this.p * 2 ** 32;
    const [high, low] = this.#random.uniform(2, 0, 2 ** 16) as unknown as [number, number];
    let state = (high << 16) | low;
    for (let i = 0; i < size; i++) {
      state = (state + 0x6d2b79f5) | 0;
      let bits = Math.imul(state ^ (state >>> 15), 1 | state);
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
      if ((bits ^ (bits >>> 14)) >>> 0 >= threshold) mask[i] = kept;
    }
    return mask;
  }
}
