import { Type } from 'typebox';
import type { Column, EntryWith } from '../../shared/entries.ts';
import { Events, type Split } from '../../shared/events.ts';
import type { Metrics } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { sample } from './downsampling.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { RecentTables } from './recent-tables.ts';
import { countRows, refuseOver } from './series-limit.ts';
import { firstVoid, readSpans, type SpanQuery, type Window } from './spans.ts';
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

/** Whole runs that were read of late, by run and split. */
export type RecentBatches = RecentTables<BatchTable>;
export const recentBatches = (): RecentBatches => new RecentTables(({ size }) => size);

/** Puts the batches of a run together, as one table. @throws UnknownRun, UnknownName, TooMuchAsked */
export async function readMetrics(
  database: Database,
  recent: RecentBatches,
  run: string,
  query: MetricsQuery,
): Promise<Metrics> {
  const row = await database.run.findUnique({ where: { id: run }, select: { lastSeq: true } });
  if (!row) throw new UnknownRun(run);
  const asked = query.names && [...new Set(query.names)].map(metricOf);
  const { split, from, to, points } = query;
  const spans: SpanQuery = { run, type: 'batches', split, from, to, until: row.lastSeq };
  const columns = PLACES + (asked ?? METRICS).length;
  const perRow = { answer: columns, held: PLACES + METRICS.length };
  refuseOver({ rows: await countRows(database, spans), points, perRow });
  const key = `${run} ${split}`;
  const isWhole = from === undefined && to === undefined;
  const known = isWhole ? recent.take(key) : undefined;
  const table = known?.table ?? new BatchTable();
  if (known) table.cut(await firstVoid(database, { ...spans, after: known.until }));
  for await (const span of readSpans<'batches'>(database, { ...spans, after: known?.until ?? 0 })) {
    table.add(span.entry, span.from, span.to);
  }
  if (isWhole) recent.keep(key, { table, until: row.lastSeq });
  return table.toMetrics(split, asked, points);
}

function metricOf(name: string): Metric {
  const metric = METRICS.find((known) => known === name);
  if (metric === undefined) throw new UnknownName('metric', name, METRICS);
  return metric;
}

/** One row a batch; a value that was not said is NaN. It has loss, accuracy and whatever else was told. */
class BatchTable {
  readonly #step: number[] = [];
  readonly #epoch: number[] = [];
  readonly #columns = new Map<Metric, number[]>([
    ['loss', []],
    ['accuracy', []],
  ]);

  /** How many numbers it holds. */
  get size(): number {
    return this.#step.length * (PLACES + this.#columns.size);
  }

  /** Takes the steps `from` to `to` of an entry; whatever was said before of these and later steps comes again. */
  add(entry: Batches, from: number, to: number): void {
    this.cut(from);
    for (const name of METRICS) {
      if (entry[name] && !this.#columns.has(name)) this.#columns.set(name, this.#unsaid());
    }
    for (let step = from; step < to; step++) {
      this.#step.push(step);
      this.#epoch.push(entry.epoch);
      for (const [name, column] of this.#columns) column.push(entry[name]?.[step - entry.from] ?? Number.NaN);
    }
  }

  /** Forgets the rows from a step on. */
  cut(from: number): void {
    while (this.#step.length > 0 && this.#step.at(-1)! >= from) {
      for (const column of [this.#step, this.#epoch, ...this.#columns.values()]) column.pop();
    }
  }

  /** @param names of the columns; unless said, all there are */
  toMetrics(
    split: Split,
    names: readonly Metric[] = [...this.#columns.keys()],
    points = Number.POSITIVE_INFINITY,
  ): Metrics {
    const columns = names.map((name) => [name, this.#columns.get(name) ?? this.#unsaid()] as const);
    const rows = sample(
      columns.map(([, column]) => column),
      this.#step.length,
      points,
    );
    return {
      split,
      step: rows.map((row) => this.#step[row]!),
      epoch: rows.map((row) => this.#epoch[row]!),
      columns: Object.fromEntries(
        columns.map(([name, column]) => [name, rows.map((row) => finite(column[row]!))]),
      ),
    };
  }

  #unsaid(): number[] {
    return this.#step.map(() => Number.NaN);
  }
}
