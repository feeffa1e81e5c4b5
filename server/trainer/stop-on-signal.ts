import { Callback, Cancel } from '../learner/index.ts';

/** Leaves the fit at the next batch after it was asked to. */
export class StopOnSignal extends Callback {
  /** Ahead of all that happens to a batch: nothing of it has begun, and another attempt begins with it. */
  override readonly order = -1000;
  /** Whether it did: a stop that comes after the last batch ends nothing. */
  hasStopped = false;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  override beforeBatch(): void {
    if (!this.#signal.aborted) return;
    this.hasStopped = true;
    throw new Cancel('fit');
  }
}
