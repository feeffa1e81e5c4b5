import { readsAtOnce, type Tensor, tf, type Values, valuesOf, valuesTogether } from '../../engine/index.ts';

/** Gets the values of the tensors that it was asked with; they are to be read at once. */
export type Reader = (...values: Values[]) => void;

/** After so long values are fetched, in milliseconds, and after so many batches' worth of readers at the latest. */
const WAIT_MS = 100;
const MANY = 4096;

/**
 * Values for whoever wants to see them. Where they can be read at once, they are; on a GPU that would have to be waited
 * for at every batch, so they are fetched together a few times a second. Readers have their turn in the order in which they asked.
 */
export class Readings {
  #waiting: { tensors: Tensor[]; reader: Reader }[] = [];
  #since = performance.now();

  /** The tensors may be disposed afterwards. */
  ask(tensors: readonly Tensor[], reader: Reader): void {
    if (readsAtOnce()) {
      reader(...tensors.map((tensor) => valuesOf(tensor)));
      return;
    }
    const kept = tensors.map((tensor) => tf.keep(tf.clone(tensor)));
    this.#waiting.push({ tensors: kept, reader });
  }

  /** Whether it is time to `settle`. */
  get isDue(): boolean {
    const count = this.#waiting.length;
    return count > MANY || (count > 0 && performance.now() - this.#since >= WAIT_MS);
  }

  /** Resolves when all who asked have had their values. What a reader throws ends it: those after it have none. */
  async settle(): Promise<void> {
    this.#since = performance.now();
    if (this.#waiting.length === 0) return;
    const asked = this.#waiting.splice(0);
    const tensors = asked.flatMap(({ tensors }) => tensors);
    try {
      const values = await valuesTogether(tensors);
      for (const { tensors, reader } of asked) reader(...values.splice(0, tensors.length));
    } finally {
      tf.dispose(tensors);
    }
  }

  /** Nobody gets anything any more. */
  drop(): void {
    for (const { tensors } of this.#waiting.splice(0)) tf.dispose(tensors);
  }
}
