import { Type } from 'typebox';
import type { Column, EntryWith } from '../../shared/entries.ts';
import { Events, type Split } from '../../shared/events.ts';
import type { Metrics } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { sample } from './downsampling.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { readSpans, type Window } from './spans.ts';
import { finite } from './wire.ts';

export type MetricsQuery = Window & {
  /** All that the run has, unless said. */
  names?: readonly string[] | undefined;
  split: Split;
  /** At most so many rows, extremes kept; all unless said. */
  points?: number | undefined;
};

type Batches = EntryWith<'batches'>;
type Metric = { [K in keyof Batches]-?: NonNullable<Batches[K]> extends Column ? K : never }[keyof Batches];

/** The columns that a `batches` event can have. */
const METRICS = Object.entries(Events.batches.properties).flatMap(([name, schema]) =>
  Type.IsArray(schema) ? [name as Metric] : [],
);

/** Puts the batches of a run together, as one table. @throws UnknownRun, UnknownName */
export async function readMetrics(database: Database, run: string, query: MetricsQuery): Promise<Metrics> {
  if ((await database.run.count({ where: { id: run } })) === 0) throw new UnknownRun(run);
  const asked = query.names?.map(metricOf);
  const table = new BatchTable();
  for await (const { entry, from, to } of readSpans(database, { ...query, run, type: 'batches' })) {
    table.add(entry, from, to);
  }
  return table.toMetrics(query.split, asked, query.points);
}

function metricOf(name: string): Metric {
  const metric = METRICS.find((known) => known === name);
  if (metric === undefined) throw new UnknownName('metric', name, METRICS);
  return metric;
}

/** One row a batch; a value that was not said is NaN. */
class BatchTable {
  readonly #step: number[] = [];
  readonly #epoch: number[] = [];
  readonly #columns = new Map<Metric, number[]>([
    ['loss', []],
    ['accuracy', []],
  ]);

  /** Takes the steps `from` to `to` of an entry; whatever was said before of these and later steps comes again. */
  add(entry: Batches, from: number, to: number): void {
    while (this.#step.length > 0 && this.#step.at(-1)! >= from) {
      this.#step.pop();
      this.#epoch.pop();
      for (const column of this.#columns.values()) column.pop();
    }
    for (const name of METRICS) {
      if (entry[name] && !this.#columns.has(name)) this.#columns.set(name, this.#unsaid());
    }
    for (let step = from; step < to; step++) {
      this.#step.push(step);
      this.#epoch.push(entry.epoch);
      for (const [name, column] of this.#columns) column.push(entry[name]?.[step - entry.from] ?? Number.NaN);
    }
  }

  toMetrics(split: Split, asked: Metric[] | undefined, points: number | undefined): Metrics {
    const names = asked ?? [...this.#columns.keys()];
    const columns = names.map((name) => this.#columns.get(name) ?? this.#unsaid());
    const rows = sample(columns, this.#step.length, points ?? Number.POSITIVE_INFINITY);
    return {
      split,
      step: rows.map((row) => this.#step[row]!),
      epoch: rows.map((row) => this.#epoch[row]!),
      columns: Object.fromEntries(
        names.map((name, i) => [name, rows.map((row) => finite(columns[i]![row]!))]),
      ),
    };
  }

  #unsaid(): number[] {
    return this.#step.map(() => Number.NaN);
  }
}
