import { setTimeout as pause } from 'node:timers/promises';

/** The pause after the first setback and the longest one, in ms. */
const PAUSE_MS = { first: 500, longest: 30_000 };

/**
 * Pauses that grow with each setback that follows another: what fails at once, again and again, must not keep the
 * machine busy and fill the log.
 */
export class Setbacks {
  readonly #pauses: { first: number; longest: number };
  readonly #end = new AbortController();
  #count = 0;

  constructor(pauses = PAUSE_MS) {
    this.#pauses = pauses;
  }

  /** Something went well: the next setback is the first again. */
  forget(): void {
    this.#count = 0;
  }

  /** Resolves after the pause, or at once when it was ended. */
  async wait(): Promise<void> {
    const { first, longest } = this.#pauses;
    const ms = Math.min(longest, first * 2 ** this.#count);
    this.#count += 1;
    await pause(ms, undefined, { signal: this.#end.signal }).catch(() => {});
  }

  /** Nobody waits any longer. */
  end(): void {
    this.#end.abort();
  }
}
