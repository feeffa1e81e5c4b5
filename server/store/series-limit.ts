import type { Database } from './database.ts';
import { toInt } from './database.ts';
import { TooMuchAsked } from './errors.ts';
import type { SpanQuery } from './spans.ts';

/** Numbers in one answer: some 20 MB of JSON, which are written in one go while nothing else is served. */
const MAX_ANSWER = 2_000_000;
/** Numbers that are held, 8 bytes each, to choose those of the answer among them. */
const MAX_HELD = 20_000_000;

type Size = {
  /** Rows at most, before any are chosen. */
  rows: number;
  points: number | undefined;
  /** Numbers in a row of the answer, and in one that may be chosen for it. */
  perRow: { answer: number; held: number };
};

/** Known before the first of them is read. @throws TooMuchAsked */
export function refuseOver({ rows, points = Number.POSITIVE_INFINITY, perRow }: Size): void {
  const answer = Math.min(rows, points) * perRow.answer;
  if (answer > MAX_ANSWER) throw new TooMuchAsked('answer', answer, MAX_ANSWER);
  const held = rows * perRow.held;
  if (held > MAX_HELD) throw new TooMuchAsked('choice', held, MAX_HELD);
}

/**
 * How many steps are spoken of, or a few more: what came again after a rewind may be counted twice.
 * @param every of so many steps one is spoken of
 */
export async function countRows(database: Database, query: SpanQuery, every = 1): Promise<number> {
  const { run, type, split, until } = query;
  const [from, to] = [toInt(query.from ?? 0), toInt(query.to ?? Number.MAX_SAFE_INTEGER)];
  const [found] = await database.$queryRaw<{ said: number; first: number | null; next: number | null }[]>`
    SELECT TOTAL((MIN("next", ${to}) - MAX("first", ${from}) + ${every} - 1) / ${every}) AS "said",
      MIN(MAX("first", ${from})) AS "first", MAX(MIN("next", ${to})) AS "next"
    FROM "Event"
    WHERE "runId" = ${run} AND "type" = ${type} AND "seq" <= ${until} AND "split" = ${split}
      AND "next" > ${from} AND "first" < ${to}`;
  const spread = Number(found?.next ?? 0) - Number(found?.first ?? 0);
  return Math.min(Number(found?.said ?? 0), Math.ceil(spread / every));
}
