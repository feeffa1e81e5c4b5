import { type GeneralReluOptions, generalRelu, type Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';

/** A module whose output ActivationStats watches by default. */
export abstract class Activation extends Module {
  /** The lowest output, if the function is flat there, so that units at it are dead; null when it has no flat part. */
  abstract readonly floor: number | null;
  /** Slope below 0, which Kaiming's gain depends on. */
  abstract readonly leak: number;
}

/** Lesson 17: leaky ReLU, moved down by `sub` so that its mean can be 0, bounded by `max`. */
export class GeneralReLU extends Activation {
  readonly kind: string = 'GeneralReLU';
  readonly leak: number;
  readonly floor: number | null;
  readonly #options: GeneralReluOptions;

  constructor({ leak = 0.1, sub = 0.4, max = null }: Partial<GeneralReluOptions> = {}) {
    super();
    this.#options = { leak, sub, max };
    this.leak = leak;
    // In float32, as the outputs are: -0.4 is not Math.fround(-0.4).
    this.floor = leak === 0 ? Math.fround(0 - sub) : null;
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
