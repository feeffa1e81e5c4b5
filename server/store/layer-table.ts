import type { EntryWith, Histograms } from '../../shared/entries.ts';
import type { Activations } from '../../shared/resources.ts';
import { sample } from './downsampling.ts';
import type { Span } from './spans.ts';
import { finite, histogram } from './wire.ts';

type Statistics = EntryWith<'activations'>['layers'][string];
type ActivationsSpan = Span<'activations'>;

/** The statistics of a layer, one row a watched batch; histograms only of those rows that were chosen. */
export class LayerTable {
  readonly #step: number[] = [];
  /** Place in the journal of the entry that had the last word on a step. */
  readonly #seq: number[] = [];
  readonly #mean: number[] = [];
  readonly #std: number[] = [];
  readonly #dead: number[] = [];
  #rows: number[] = [];
  /** By step: the place among the rows that were chosen. */
  readonly #place = new Map<number, number>();
  #hist: number[][] = [];

  /** Takes the batches of a span; whatever was said before of these and later steps comes again. */
  add(said: Statistics, span: ActivationsSpan): void {
    const columns = [this.#step, this.#seq, this.#mean, this.#std, this.#dead];
    while (this.#step.length > 0 && this.#step.at(-1)! >= span.from)
      for (const column of columns) column.pop();
    for (const [batch, step] of batchesIn(span.entry, said.mean.length, span)) {
      this.#step.push(step);
      this.#seq.push(span.seq);
      this.#mean.push(said.mean[batch]!);
      this.#std.push(said.std[batch]!);
      this.#dead.push(said.dead[batch]!);
    }
  }

  /**
   * Once all spans were added: chooses the rows of the answer.
   * @returns seqs of the entries that have their histograms
   */
  choose(points = Number.POSITIVE_INFINITY): number[] {
    this.#rows = sample([this.#mean, this.#std, this.#dead], this.#step.length, points);
    for (const [place, row] of this.#rows.entries()) this.#place.set(this.#step[row]!, place);
    this.#hist = this.#rows.map(() => []);
    return this.#rows.map((row) => this.#seq[row]!);
  }

  /** Takes from an entry the histograms of the rows that were chosen and that it had the last word on. */
  addHistograms(hist: Histograms, { seq, entry }: Pick<ActivationsSpan, 'seq' | 'entry'>): void {
    for (const [batch, step] of batchesIn(entry, hist.counts.length / hist.bins)) {
      const place = this.#place.get(step);
      if (place !== undefined && this.#seq[this.#rows[place]!] === seq) {
        this.#hist[place] = histogram(hist, batch);
      }
    }
  }

  toWire(): Activations['layers'][string] {
    const pick = (column: number[]) => this.#rows.map((row) => finite(column[row]!));
    return {
      step: this.#rows.map((row) => this.#step[row]!),
      mean: pick(this.#mean),
      std: pick(this.#std),
      dead: pick(this.#dead),
      hist: this.#hist,
    };
  }
}

/** Place and step of each batch of the entry, or of those that lie in a window. */
function* batchesIn(
  entry: ActivationsSpan['entry'],
  length: number,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number } = {},
): Generator<[number, number]> {
  const first = Math.max(0, Math.ceil((from - entry.from) / entry.every));
  for (let batch = first; batch < length; batch++) {
    const step = entry.from + batch * entry.every;
    if (step >= to) return;
    yield [batch, step];
  }
}
