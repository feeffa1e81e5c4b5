import type { LayerColumns } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { lowerBound } from '../charts/series.ts';
import { Column, Rows } from './columns.ts';

type Activations = Extract<RunEvent, { type: 'activations' }>;
type Said = Activations['layers'][string];

/** Statistics of one layer, a row a watched batch, in order of their steps. */
export class LayerTable {
  readonly step = new Column();
  readonly mean = new Column();
  readonly std = new Column();
  readonly dead = new Column();
  readonly hist: Rows;
  /** Changes whenever rows that were there are others now; those that only came after leave it. */
  generation = 0;
  /** First step that an event has spoken of. */
  #heardFrom = Number.POSITIVE_INFINITY;

  constructor(bins: number) {
    this.hist = new Rows(bins);
  }

  get length(): number {
    return this.step.length;
  }

  /** Forgets everything. */
  clear(): void {
    this.#truncate(0);
    this.#heardFrom = Number.POSITIVE_INFINITY;
  }

  /**
   * Takes what was before. It may come after events that were heard in between: from the step on that they first spoke
   * of, they know better.
   */
  load({ step, mean, std, dead, hist }: LayerColumns, bins: number): void {
    const tail = Array.from(this.step.values, (at, i) => ({
      numbers: [at, this.mean.values[i]!, this.std.values[i]!, this.dead.values[i]!],
      row: this.hist.row(i).slice(),
    }));
    this.#truncate(0);
    const until = lowerBound(step, this.#heardFrom);
    for (let i = 0; i < until; i++) {
      this.#push([step[i]!, mean[i]!, std[i]!, dead[i]!], hist.subarray(i * bins, (i + 1) * bins));
    }
    for (const { numbers, row } of tail) this.#push(numbers, row);
  }

  apply({ from, every }: Pick<Activations, 'from' | 'every'>, { mean, std, dead, hist }: Said): void {
    this.rewind(from);
    for (const [i, row] of hist.entries()) {
      const numbers = [from + i * every, mean[i] ?? Number.NaN, std[i] ?? Number.NaN, dead[i] ?? Number.NaN];
      this.#push(numbers, row);
    }
  }

  /** Lets go of `step` and all later ones. */
  rewind(step: number): void {
    this.#heardFrom = Math.min(this.#heardFrom, step);
    this.#truncate(lowerBound(this.step.values, step));
  }

  #truncate(length: number): void {
    if (length === this.length) return;
    this.generation++;
    for (const column of [this.step, this.mean, this.std, this.dead, this.hist]) column.truncate(length);
  }

  #push([step, mean, std, dead]: readonly number[], row: ArrayLike<number>): void {
    this.step.push(step!);
    this.mean.push(mean!);
    this.std.push(std!);
    this.dead.push(dead!);
    this.hist.push(row);
  }
}
