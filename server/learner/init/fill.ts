import { tf, type Variable } from '../../engine/index.ts';
import type { Random } from '../random.ts';

export type Distribution = 'normal' | 'uniform';

/** Draws every value anew, with mean 0 and deviation `std`; a uniform one reaches to sqrt(3) * std on both sides. */
export function fill(value: Variable, random: Random, distribution: Distribution, std: number): void {
  const bound = Math.sqrt(3) * std;
  const data =
    distribution === 'normal' ? random.normal(value.size, std) : random.uniform(value.size, -bound, bound);
  tf.tidy(() => value.assign(tf.tensor(data, value.shape)));
}
