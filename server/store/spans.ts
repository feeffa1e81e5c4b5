import { setImmediate } from 'node:timers/promises';
import { Prisma } from '../../prisma/generated/client.ts';
import type { EntryWith } from '../../shared/entries.ts';
import type { Split } from '../../shared/events.ts';
import { type Database, toInt } from './database.ts';
import { type Packed, unpack } from './packing.ts';

/** Steps from `from` up to, not including, `to`. */
export type Window = { from?: number | undefined; to?: number | undefined };

/** An entry of the journal, and which of its steps still stand and were asked for. */
export type Span<T extends Spanning> = { seq: number; entry: EntryWith<T>; from: number; to: number };
type Spanning = 'batches' | 'activations';

export type SpanQuery<T extends Spanning = Spanning> = Window & {
  run: string;
  type: T;
  split: Split;
  /** What was said up to here is known already. */
  after?: number;
  /** The last seq that counts: a journal that grows meanwhile is read as it was, however often. */
  until: number;
};

type Row = Packed & { seq: number; first: number; next: number };

/** Rows read at once: the event loop is blocked meanwhile, 30 to 60 microseconds each. */
const ROWS = { batches: 100, activations: 50 };

/**
 * What the journal of a run says of a split, in the order in which it was said, without what a later rewind made void.
 */
export async function* readSpans<T extends Spanning>(
  database: Database,
  query: SpanQuery<NoInfer<T> | Spanning>,
): AsyncGenerator<Span<T>> {
  const { run, type, split, from = 0, to = Number.MAX_SAFE_INTEGER, until } = query;
  const voidFrom = await readRewinds(database, query);
  const take = ROWS[type];
  let { after = 0 } = query;
  for (;;) {
    // Not by Prisma's own query, which takes twice as long for a row.
    const rows = await database.$queryRaw<Row[]>`
      SELECT "seq", "first", "next", "header", "columns" FROM "Event"
      WHERE "runId" = ${run} AND "type" = ${type} AND "split" = ${split} AND "seq" > ${after} AND "seq" <= ${until}
        AND "next" > ${toInt(from)} AND "first" < ${toInt(to)}
      ORDER BY "seq" LIMIT ${take}`;
    for (const row of rows) {
      const span = { from: Math.max(row.first, from), to: Math.min(row.next, voidFrom(row.seq), to) };
      if (span.from < span.to) yield { seq: row.seq, entry: unpack(row) as EntryWith<T>, ...span };
    }
    if (rows.length < take) return;
    after = rows.at(-1)!.seq;
    // SQLite answers at once: without this nothing else would be done until the last row is read.
    await setImmediate();
  }
}

/** The entries that have these places in the journal, in order of seq. */
export async function* readEntries<T extends Spanning>(
  database: Database,
  run: string,
  type: T,
  seqs: readonly number[],
): AsyncGenerator<{ seq: number; entry: EntryWith<T> }> {
  const take = ROWS[type];
  for (let from = 0; from < seqs.length; from += take) {
    const rows = await database.$queryRaw<(Packed & { seq: number })[]>`
      SELECT "seq", "header", "columns" FROM "Event"
      WHERE "runId" = ${run} AND "seq" IN (${Prisma.join(seqs.slice(from, from + take))}) ORDER BY "seq"`;
    for (const row of rows) yield { seq: row.seq, entry: unpack(row) as EntryWith<T> };
    await setImmediate();
  }
}

/** Place and step of each batch of an entry, or of those that lie in a window. */
export function* batchesIn(
  entry: EntryWith<'activations'>,
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

/** The lowest step that was made void since `after`, of all that was said up to there. */
export async function firstVoid(database: Database, query: SpanQuery): Promise<number> {
  return (await readRewinds(database, query))(query.after ?? 0);
}

/** @returns the lowest step that is void for something said at a seq, by any rewind after it */
async function readRewinds(
  database: Database,
  { run, split, until }: SpanQuery,
): Promise<(seq: number) => number> {
  const rewinds = await database.event.findMany({
    where: { runId: run, type: 'rewind', seq: { lte: until } },
    select: { seq: true, first: true, next: true },
  });
  return (seq) => {
    const later = rewinds.filter((row) => row.seq > seq);
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...later.map((row) => (split === 'train' ? row.first! : row.next!)),
    );
  };
}
