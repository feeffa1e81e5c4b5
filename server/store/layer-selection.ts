import type { Histograms } from '../../shared/entries.ts';
import type { Activations } from '../../shared/resources.ts';
import { sample } from './downsampling.ts';
import type { LayerTable } from './layer-table.ts';
import { batchesIn, type Span } from './spans.ts';
import { finite, histogram } from './wire.ts';

/** The rows of a layer that were chosen for an answer, and their histograms as they are found. */
export class LayerSelection {
  readonly #table: LayerTable;
  readonly #rows: number[];
  /** By step: the place among the rows that were chosen. */
  readonly #place: Map<number, number>;
  readonly #hist: number[][];

  constructor(table: LayerTable, points = Number.POSITIVE_INFINITY) {
    const { step, mean, std, dead } = table;
    this.#table = table;
    this.#rows = sample([mean, std, dead], step.length, points);
    this.#place = new Map(this.#rows.map((row, place) => [step[row]!, place]));
    this.#hist = this.#rows.map(() => []);
  }

  /** Places in the journal of the entries that have the histograms. */
  get seqs(): number[] {
    return this.#rows.map((row) => this.#table.seq[row]!);
  }

  /** Takes from an entry the histograms of the rows that were chosen and that it had the last word on. */
  add(hist: Histograms, { seq, entry }: Pick<Span<'activations'>, 'seq' | 'entry'>): void {
    for (const [batch, step] of batchesIn(entry, hist.counts.length / hist.bins)) {
      const place = this.#place.get(step);
      if (place !== undefined && this.#table.seq[this.#rows[place]!] === seq) {
        this.#hist[place] = histogram(hist, batch);
      }
    }
  }

  toWire(): Activations['layers'][string] {
    const { step, mean, std, dead } = this.#table;
    const pick = (column: number[]) => this.#rows.map((row) => finite(column[row]!));
    return {
      step: this.#rows.map((row) => step[row]!),
      mean: pick(mean),
      std: pick(std),
      dead: pick(dead),
      hist: this.#hist,
    };
  }
}
