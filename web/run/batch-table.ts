import type { MetricColumns } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { lowerBound } from '../charts/series.ts';
import { Column } from './columns.ts';

const METRICS = ['loss', 'accuracy', 'lr', 'momentum'] as const;
type Batches = Extract<RunEvent, { type: 'batches' }>;

/** Batches of one split, a row each, in order of their steps. NaN: not finite, or not said. */
export class BatchTable {
  readonly step = new Column();
  readonly epoch = new Column();
  readonly loss = new Column();
  readonly accuracy = new Column();
  readonly lr = new Column();
  readonly momentum = new Column();

  get length(): number {
    return this.step.length;
  }

  /** Step after the last. */
  get end(): number {
    return this.length === 0 ? 0 : this.step.values[this.length - 1]! + 1;
  }

  load({ step, epoch, columns }: MetricColumns): void {
    this.rewind(0);
    this.step.append(step);
    this.epoch.append(epoch);
    for (const name of METRICS)
      this[name].append(columns[name] ?? new Float64Array(step.length).fill(Number.NaN));
  }

  /** Whatever was said before of these and later steps comes again. */
  apply(event: Batches): void {
    this.rewind(event.from);
    for (const [i, loss] of event.loss.entries()) {
      this.step.push(event.from + i);
      this.epoch.push(event.epoch);
      this.loss.push(loss ?? Number.NaN);
      this.accuracy.push(event.accuracy[i] ?? Number.NaN);
      this.lr.push(event.lr?.[i] ?? Number.NaN);
      this.momentum.push(event.momentum?.[i] ?? Number.NaN);
    }
  }

  /** Lets go of `step` and all later ones. */
  rewind(step: number): void {
    const length = lowerBound(this.step.values, step);
    this.step.truncate(length);
    this.epoch.truncate(length);
    for (const name of METRICS) this[name].truncate(length);
  }
}
