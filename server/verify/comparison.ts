import type { EntryWith } from '../../shared/entries.ts';
import { SPLITS, type Split } from '../../shared/events.ts';
import type { Losses } from './kept.ts';

/** The first batch whose loss is another. `now` is undefined when the replay ended before it. */
export type Difference = { split: Split; step: number; kept: number | null; now: number | null | undefined };

/** Holds what a trainer says against what was kept, batch by batch and bit for bit. */
export class Comparison {
  readonly #kept: Losses;
  readonly #done: Record<Split, number> = { train: 0, valid: 0 };

  constructor(kept: Losses) {
    this.#kept = kept;
  }

  /** How many batches were alike. */
  get done(): Readonly<Record<Split, number>> {
    return this.#done;
  }

  get isComplete(): boolean {
    return SPLITS.every((split) => this.#done[split] === this.#kept[split].length);
  }

  /** The next batches of a split; those after the last that was kept are nobody's business. */
  add({ split, from, loss }: EntryWith<'batches'>): Difference | null {
    const kept = this.#kept[split];
    if (from !== this.#done[split] && this.#done[split] < kept.length) {
      throw new Error(`The trainer said ${split} batch ${from} after ${this.#done[split]} batches`);
    }
    for (const [i, value] of loss.entries()) {
      const step = from + i;
      if (step >= kept.length) return null;
      // A float32 is the very double that JSON has of it. -0 and 0 are one loss, what is not finite is null.
      const now = Number.isFinite(value) ? value : null;
      if (now !== kept[step]) return { split, step, kept: kept[step]!, now };
      this.#done[split] += 1;
    }
    return null;
  }

  /** What is missing once the trainer has ended. */
  end(): Difference | null {
    const split = SPLITS.find((name) => this.#done[name] < this.#kept[name].length);
    if (!split) return null;
    const step = this.#done[split];
    return { split, step, kept: this.#kept[split][step]!, now: undefined };
  }
}
