import type { EntryWith } from '../../shared/entries.ts';
import { batchesIn, type Span } from './spans.ts';

type Statistics = EntryWith<'activations'>['layers'][string];

/** The statistics of a layer, one row a watched batch, in order of steps. Histograms stay in the journal. */
export class LayerTable {
  readonly step: number[] = [];
  /** Place in the journal of the entry that had the last word on a step. */
  readonly seq: number[] = [];
  readonly mean: number[] = [];
  readonly std: number[] = [];
  readonly dead: number[] = [];

  /** Takes the batches of a span; whatever was said before of these and later steps comes again. */
  add(said: Statistics, span: Span<'activations'>): void {
    this.cut(span.from);
    for (const [batch, step] of batchesIn(span.entry, said.mean.length, span)) {
      this.step.push(step);
      this.seq.push(span.seq);
      this.mean.push(said.mean[batch]!);
      this.std.push(said.std[batch]!);
      this.dead.push(said.dead[batch]!);
    }
  }

  /** Forgets the rows from a step on. */
  cut(from: number): void {
    while (this.step.length > 0 && this.step.at(-1)! >= from) {
      for (const column of [this.step, this.seq, this.mean, this.std, this.dead]) column.pop();
    }
  }
}
