import { Callback, Cancel } from '../learner/index.ts';

/** Leaves the fit at the next batch after it was asked to. */
export class StopOnSignal extends Callback {
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
