import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** What happens when, drawn from a seed: the times are then as they come. */
export class Dice {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    for (let i = 0; i < 64; i++) this.#generator.next();
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * uniformFloat64(this.#generator);
  }

  /** One of them; undefined when there is none. */
  of<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.between(0, items.length))];
  }
}
