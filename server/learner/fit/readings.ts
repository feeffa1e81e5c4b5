import {
  deviceFailure,
  readsAtOnce,
  type Tensor,
  tf,
  type Values,
  valuesOf,
  valuesTogether,
} from '../../engine/index.ts';
import { Cancel } from '../callback.ts';
import { blamed, type Called } from './calls.ts';

/** Gets the values of the tensors that it was asked with; they are to be read at once. */
export type Reader = (...values: Values[]) => void;

/** After so long values are fetched, in milliseconds, and as soon as so many readers wait. */
const WAIT_MS = 100;
const MANY = 4096;

type Asked = { tensors: Tensor[]; reader: Reader; asker: Called | null };

/**
 * Values for whoever wants to see them. Where they can be read at once, they are; on a GPU that would have to be waited
 * for at every batch, so they are fetched together a few times a second. Readers have their turn in the order in which they asked.
 */
export class Readings {
  #waiting: Asked[] = [];
  #since = performance.now();

  /** The tensors may be disposed afterwards. `asker` is blamed for what the reader throws. */
  ask(tensors: readonly Tensor[], reader: Reader, asker: Called | null): void {
    if (readsAtOnce()) {
      reader(...tensors.map((tensor) => valuesOf(tensor)));
      return;
    }
    const kept = tensors.map((tensor) => tf.keep(tf.clone(tensor)));
    this.#waiting.push({ tensors: kept, reader, asker });
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
      for (const one of asked) turnOf(one, values.splice(0, one.tensors.length));
    } finally {
      tf.dispose(tensors);
    }
  }

  /**
   * What a scope ends by that `error` has left: readers who asked before it come first, and what one of them throws is
   * what would have ended it, had it been told at once. Of a device that has failed there is nothing to read.
   */
  async lastWord(error: unknown): Promise<unknown> {
    try {
      if (deviceFailure()) this.drop();
      else await this.settle();
      return error;
    } catch (told) {
      return deviceFailure() ? error : told;
    }
  }

  /** Nobody gets anything any more. */
  drop(): void {
    for (const { tensors } of this.#waiting.splice(0)) tf.dispose(tensors);
  }
}

/** The batch that a reader would cancel is over. */
function turnOf({ reader, asker }: Asked, values: Values[]): void {
  try {
    reader(...values);
  } catch (error) {
    if (error instanceof Cancel && error.scope === 'batch') return;
    throw asker ? blamed(asker, error) : error;
  }
}
