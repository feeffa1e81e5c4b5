import { setImmediate } from 'node:timers/promises';
import type { EntryWith } from '../../shared/entries.ts';
import type { Split } from '../../shared/events.ts';
import { type Database, toInt } from './database.ts';
import { unpack } from './packing.ts';

/** Steps from `from` up to, not including, `to`. */
export type Window = { from?: number | undefined; to?: number | undefined };

/** An entry of the journal, and which of its steps still stand and were asked for. */
export type Span<T extends Spanning> = { entry: EntryWith<T>; from: number; to: number };
type Spanning = 'batches' | 'activations';

export type SpanQuery<T extends Spanning = Spanning> = Window & {
  run: string;
  type: T;
  split: Split;
  /** The last seq that counts: a journal that grows meanwhile is read as it was, however often. */
  until: number;
};

/** Rows read at once: the event loop is blocked meanwhile, some 50 microseconds each, and 10 times that with histograms. */
const ROWS = { batches: 100, activations: 20 };

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
  let after = 0;
  for (;;) {
    const rows = await database.event.findMany({
      where: {
        runId: run,
        type,
        split,
        seq: { gt: after, lte: until },
        next: { gt: toInt(from) },
        first: { lt: toInt(to) },
      },
      orderBy: { seq: 'asc' },
      take,
    });
    for (const row of rows) {
      const span = { from: Math.max(row.first!, from), to: Math.min(row.next!, voidFrom(row.seq), to) };
      if (span.from < span.to) yield { entry: unpack(row) as EntryWith<T>, ...span };
    }
    if (rows.length < take) return;
    after = rows.at(-1)!.seq;
    // SQLite answers at once: without this nothing else would be done until the last row is read.
    await setImmediate();
  }
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
