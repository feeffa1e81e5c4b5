import type { RunEvent } from '../../shared/events.ts';
import type { EpochRow, RunFacts } from '../../shared/resources.ts';

type Said = Extract<RunEvent, { type: 'epoch' }>;
type Ends = { train: number; valid: number };

/** The table of epochs. Knows after which step each ended, since a rewind says steps. */
export class EpochTable {
  #rows: readonly EpochRow[] = [];
  readonly #ends = new Map<number, Ends>();

  get rows(): readonly EpochRow[] {
    return this.#rows;
  }

  /** @param steps batches in an epoch; null as long as nothing was trained */
  load(rows: readonly EpochRow[], steps: RunFacts['steps'] | null): void {
    this.#rows = rows;
    this.#ends.clear();
    for (const { epoch } of rows) {
      this.#ends.set(epoch, {
        train: (epoch + 1) * (steps?.train ?? 0),
        valid: (epoch + 1) * (steps?.valid ?? 0),
      });
    }
  }

  /** @param end batches of that split that are done */
  apply({ epoch, split, loss, accuracy, seconds }: Said, end: number): void {
    const row = this.#rows.find((one) => one.epoch === epoch) ?? { epoch, train: null, valid: null };
    const rest = this.#rows.filter((one) => one.epoch !== epoch);
    this.#rows = [...rest, { ...row, [split]: { loss, accuracy, seconds } }].sort(
      (a, b) => a.epoch - b.epoch,
    );
    this.#ends.set(epoch, { ...(this.#ends.get(epoch) ?? { train: 0, valid: 0 }), [split]: end });
  }

  rewind(to: Ends): void {
    this.#rows = this.#rows
      .map((row) => {
        const ends = this.#ends.get(row.epoch)!;
        return {
          ...row,
          train: ends.train > to.train ? null : row.train,
          valid: ends.valid > to.valid ? null : row.valid,
        };
      })
      .filter(({ train, valid }) => train !== null || valid !== null);
  }
}
