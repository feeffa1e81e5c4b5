import { Prisma } from '../../prisma/generated/client.ts';
import type { Entry } from '../../shared/entries.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Tables } from './database.ts';
import { pack } from './packing.ts';
import { advance, type Reached } from './progress.ts';
import { score } from './scores.ts';
import { toEvent } from './wire.ts';

/** Where the journal of a run ends. */
export type End = Reached & { id: string; lastSeq: number };

/** Rows of one INSERT: SQLite takes 32,766 values a statement. */
const ROWS = 1000;

/** Reads where the journal ends, of a run that is there. @param fence more that must hold, or there is no answer */
export async function endOf(tables: Tables, run: string, fence = Prisma.empty): Promise<End | undefined> {
  const [end] = await tables.$queryRaw<End[]>`
    SELECT r."id", r."lastSeq", r."step", r."valid", r."paceStep", r."paceFrom", r."paceTo"
    FROM "Run" r JOIN "Job" j ON j."id" = r."id" WHERE r."id" = ${run} ${fence}`;
  return end;
}

/**
 * Adds entries to the journal of a run, inside the caller's transaction, and keeps the numbers that runs are listed by
 * in step with them. Statements of its own instead of Prisma's queries: this runs ten times a second beside the
 * training, and takes less than half the time so.
 */
export async function record(
  tables: Tables,
  end: End,
  attempt: number,
  entries: readonly Entry[],
): Promise<RunEvent[]> {
  const time = new Date();
  const rows: Prisma.Sql[] = [];
  let reached: Reached = end;
  let seq = end.lastSeq;
  const events: RunEvent[] = [];
  for (const entry of entries) {
    reached = advance(reached, entry, time);
    seq += 1;
    rows.push(row(end.id, seq, attempt, time, reached.step, entry));
    events.push(toEvent(entry, { run: end.id, seq, time }));
    await score(tables, end.id, entry, reached);
  }
  await tables.$executeRaw`
    UPDATE "Run" SET "lastSeq" = ${seq}, "step" = ${reached.step}, "valid" = ${reached.valid}, "paceStep" = ${reached.paceStep},
      "paceFrom" = ${reached.paceFrom}, "paceTo" = ${reached.paceTo} WHERE "id" = ${end.id}`;
  for (let from = 0; from < rows.length; from += ROWS) {
    await tables.$executeRaw`
      INSERT INTO "Event" ("runId", "seq", "type", "attempt", "time", "split", "first", "next", "step", "header", "columns")
      VALUES ${Prisma.join(rows.slice(from, from + ROWS))}`;
  }
  return events;
}

function row(run: string, seq: number, attempt: number, time: Date, step: number, entry: Entry): Prisma.Sql {
  const { header, columns } = pack(entry);
  const { split, first, next } = spanOf(entry, step);
  return Prisma.sql`(${run}, ${seq}, ${entry.type}, ${attempt}, ${time}, ${split}, ${first}, ${next}, ${step}, ${header}, ${columns})`;
}

/**
 * Which steps an entry speaks of, so that a part of a long run is read without unpacking the rest. What tells of all
 * steps before one has that one as its first: a rewind to an earlier step makes it void. A rewind has the first void step
 * of each split.
 */
function spanOf(
  entry: Entry,
  step: number,
): { split: string | null; first: number | null; next: number | null } {
  switch (entry.type) {
    case 'batches':
      return { split: entry.split, first: entry.from, next: entry.from + entry.loss.length };
    case 'activations': {
      const batches = Math.max(0, ...Object.values(entry.layers).map(({ mean }) => mean.length));
      return { split: 'train', first: entry.from, next: entry.from + (batches - 1) * entry.every + 1 };
    }
    case 'rewind':
      return { split: null, first: entry.step, next: entry.valid };
    case 'verdict':
    case 'checkpoint':
      return { split: 'train', first: entry.step, next: null };
    case 'lr-find':
      return { split: 'train', first: step, next: null };
    default:
      return { split: null, first: null, next: null };
  }
}
