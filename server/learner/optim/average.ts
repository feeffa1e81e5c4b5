import { type Tensor, tf, type Variable, variable } from '../../engine/index.ts';

/** One value a parameter that lives from step to step: `keep * value + take * gradient`, from 0 on. */
export class Averages {
  readonly #values: Variable[] = [];

  update(i: number, gradient: Tensor, keep: number, take: number): Tensor {
    this.#values[i] ??= variable(tf.zeros(gradient.shape), false);
    const value = this.#values[i];
    value.assign(tf.add(tf.mul(value, keep), tf.mul(gradient, take)));
    return value;
  }

  dispose(): void {
    tf.dispose(this.#values.splice(0));
  }
}
