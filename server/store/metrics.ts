import { Type } from 'typebox';
import type { Column, EntryWith } from '../../shared/entries.ts';
import { Events, type Split } from '../../shared/events.ts';
import type { Metrics } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { sample } from './downsampling.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { countRows, refuseOver } from './series-limit.ts';
import { readSpans, type SpanQuery, type Window } from './spans.ts';
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

/** Step and epoch, beside the columns. */
const PLACES = 2;

/** The columns that a `batches` event can have. */
const METRICS = Object.entries(Events.batches.properties).flatMap(([name, schema]) =>
  Type.IsArray(schema) ? [name as Metric] : [],
);

/** Puts the batches of a run together, as one table. @throws UnknownRun, UnknownName, TooMuchAsked */
export async function readMetrics(database: Database, run: string, query: MetricsQuery): Promise<Metrics> {
  const row = await database.run.findUnique({ where: { id: run }, select: { lastSeq: true } });
  if (!row) throw new UnknownRun(run);
  const asked = query.names && [...new Set(query.names)].map(metricOf);
  const { split, from, to, points } = query;
  const spans: SpanQuery = { run, type: 'batches', split, from, to, until: row.lastSeq };
  const columns = PLACES + (asked ?? METRICS).length;
  const perRow = { answer: columns, held: columns };
  refuseOver({ rows: await countRows(database, spans), points, perRow });
  const table = new BatchTable(asked);
  for await (const span of readSpans<'batches'>(database, spans)) table.add(span.entry, span.from, span.to);
  return table.toMetrics(split, points);
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
  readonly #columns: Map<Metric, number[]>;
  readonly #mayHave: readonly Metric[];

  /** @param asked the columns to hold; unless said, loss, accuracy and whatever else was told */
  constructor(asked: readonly Metric[] | undefined) {
    this.#columns = new Map((asked ?? ['loss', 'accuracy']).map((name) => [name, []]));
    this.#mayHave = asked ?? METRICS;
  }

  /** Takes the steps `from` to `to` of an entry; whatever was said before of these and later steps comes again. */
  add(entry: Batches, from: number, to: number): void {
    while (this.#step.length > 0 && this.#step.at(-1)! >= from) {
      this.#step.pop();
      this.#epoch.pop();
      for (const column of this.#columns.values()) column.pop();
    }
    for (const name of this.#mayHave) {
      if (entry[name] && !this.#columns.has(name)) this.#columns.set(name, this.#unsaid());
    }
    for (let step = from; step < to; step++) {
      this.#step.push(step);
      this.#epoch.push(entry.epoch);
      for (const [name, column] of this.#columns) column.push(entry[name]?.[step - entry.from] ?? Number.NaN);
    }
  }

  toMetrics(split: Split, points = Number.POSITIVE_INFINITY): Metrics {
    const rows = sample([...this.#columns.values()], this.#step.length, points);
    return {
      split,
      step: rows.map((row) => this.#step[row]!),
      epoch: rows.map((row) => this.#epoch[row]!),
      columns: Object.fromEntries(
        Array.from(this.#columns, ([name, column]) => [name, rows.map((row) => finite(column[row]!))]),
      ),
    };
  }

  #unsaid(): number[] {
    return this.#step.map(() => Number.NaN);
  }
}
