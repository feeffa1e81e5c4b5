import { type GeneralReluOptions, generalRelu, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';

/** A module whose output ActivationStats watches by default. */
export abstract class Activation extends Module {
  /** The lowest output, if the function is flat there, so that units at it are dead; null when it has no flat part. */
  abstract readonly floor: number | null;
  /** The slope below 0 that Kaiming's gain sqrt(2 / (1 + leak^2)) is taken from; 1 where no gain is wanted. */
  abstract readonly leak: number;
  /** Its outputs lie in [min, max]; a side without a bound is infinite. */
  abstract readonly range: readonly [min: number, max: number];
}

/** Lesson 17: leaky ReLU, moved down by `sub` so that its mean can be 0, bounded by `max`. */
export class GeneralReLU extends Activation {
  readonly kind: string = 'GeneralReLU';
  readonly leak: number;
  readonly floor: number | null;
  readonly range: readonly [number, number];
  readonly #options: GeneralReluOptions;

  /** @throws RangeError when `max` leaves one output only */
  constructor({ leak = 0.1, sub = 0.4, max = null }: Partial<GeneralReluOptions> = {}) {
    super();
    const lowest = leak > 0 ? Number.NEGATIVE_INFINITY : 0 - sub;
    if (max !== null && max <= lowest) {
      throw new RangeError(
        `max ${max} is not above -sub (${lowest}) and leak is ${leak}: every output would be ${max}`,
      );
    }
    this.#options = { leak, sub, max };
    this.leak = leak;
    // In float32, as the outputs are: -0.4 is not Math.fround(-0.4).
    this.floor = leak === 0 ? Math.fround(lowest) : null;
    this.range = [Math.fround(lowest), Math.fround(max ?? Number.POSITIVE_INFINITY)];
  }

  protected forward(x: Tensor): Tensor {
    return generalRelu(x, this.#options);
  }
}

export class ReLU extends GeneralReLU {
  override readonly kind = 'ReLU';

  constructor() {
    super({ leak: 0, sub: 0 });
  }
}

export class ReLU6 extends GeneralReLU {
  override readonly kind = 'ReLU6';

  constructor() {
    super({ leak: 0, sub: 0, max: 6 });
  }
}
