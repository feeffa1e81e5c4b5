import { Prisma } from '../../prisma/generated/client.ts';
import type { EntryWith } from '../../shared/entries.ts';
import type { Checkpoint, LrFind, Verdict } from '../../shared/resources.ts';
import type { Tables } from './database.ts';
import { unpack } from './packing.ts';
import { finite, plainColumn } from './wire.ts';

type Milestone = 'checkpoint' | 'lr-find' | 'verdict';
type Row = { seq: number; time: Date; header: string; columns: Uint8Array<ArrayBuffer> | null };

/** Those that are still kept: older ones may have been dropped, and what a rewind made void is kept again. In order of training. */
export async function readCheckpoints(tables: Tables, run: string): Promise<Checkpoint[]> {
  return (await keptCheckpoints(tables, run)).reverse();
}

export async function lastCheckpoint(tables: Tables, run: string): Promise<Checkpoint | null> {
  const [last] = await keptCheckpoints(tables, run, 1);
  return last ?? null;
}

/**
 * Latest first. The journal only grows: what became of a checkpoint the rows say that name its artifacts. Of a long run
 * most were dropped, and those that are kept are mostly the latest: the journal is read backwards until all are found.
 */
async function keptCheckpoints(tables: Tables, run: string, limit = Number.POSITIVE_INFINITY) {
  const rows = await tables.runArtifact.findMany({
    where: { runId: run, role: 'checkpoint' },
    select: { step: true, digest: true },
  });
  const missing = new Map<number, Set<string>>();
  for (const { step, digest } of rows) missing.set(step, (missing.get(step) ?? new Set()).add(digest));
  const found: Checkpoint[] = [];
  let before = MAX_SEQ;
  while (missing.size > 0 && found.length < limit) {
    const take = Math.min(limit, missing.size);
    const events = await standing(tables, run, 'checkpoint', take, keptAt([...missing.keys()], before));
    for (const event of events) {
      const checkpoint = checkpointOf(event);
      const digests = missing.get(checkpoint.step);
      // One that was said twice is listed once.
      const isNew = digests?.delete(checkpoint.artifact);
      if (checkpoint.optimizer) digests?.delete(checkpoint.optimizer);
      if (digests?.size === 0) missing.delete(checkpoint.step);
      if (isNew) found.push(checkpoint);
    }
    if (events.length < take) break;
    before = events.at(-1)!.seq;
  }
  return found;
}

/** The curve of a search for the rate; null while there is none. */
export async function readLrFind(tables: Tables, run: string): Promise<LrFind | null> {
  const [row] = await standing(tables, run, 'lr-find', 1);
  if (!row) return null;
  const { lr, loss, suggestion, reason } = unpack(row) as EntryWith<'lr-find'>;
  return { lr: Array.from(lr), loss: plainColumn(loss), suggestion: finite(suggestion), reason };
}

/** In the order in which they were found; what was said of a layer twice counts once. */
export async function readVerdicts(tables: Tables, run: string): Promise<Verdict[]> {
  const found = new Map<string, Verdict>();
  for (const row of (await standing(tables, run, 'verdict', MAX_VERDICTS)).reverse()) {
    const { layer, kind, since, step, epoch, message, advice } = unpack(row) as EntryWith<'verdict'>;
    const key = JSON.stringify([layer, kind]);
    if (!found.has(key)) found.set(key, { layer, kind, since, step, epoch, message, advice });
  }
  return [...found.values()];
}

/** Each layer and kind is said once: what is beyond comes from no trainer of ours. */
const MAX_VERDICTS = 4096;
const MAX_SEQ = 2 ** 31 - 1;

const keptAt = (steps: readonly number[], before: number): Prisma.Sql => Prisma.sql`
  AND e."seq" < ${before} AND e."first" IN (SELECT value FROM json_each(${JSON.stringify(steps)}))
  AND EXISTS (
    SELECT 1 FROM "RunArtifact" a
    WHERE a."runId" = e."runId" AND a."digest" = json_extract(e."header", '$.artifact')
      AND a."role" = 'checkpoint' AND a."step" = e."first"
  )`;

/** What no later rewind made void, latest first. The index (runId, type, seq) answers both parts. */
function standing(
  tables: Tables,
  run: string,
  type: Milestone,
  limit: number,
  more = Prisma.empty,
): Promise<Row[]> {
  return tables.$queryRaw<Row[]>`
    SELECT e."seq", e."time", e."header", e."columns" FROM "Event" e
    WHERE e."runId" = ${run} AND e."type" = ${type} ${more} AND NOT EXISTS (
      SELECT 1 FROM "Event" r
      WHERE r."runId" = ${run} AND r."type" = 'rewind' AND r."seq" > e."seq" AND r."first" < e."first"
    )
    ORDER BY e."seq" DESC LIMIT ${limit}`;
}

function checkpointOf({ time, ...row }: Row): Checkpoint {
  const { epoch, step, artifact, optimizer } = unpack(row) as EntryWith<'checkpoint'>;
  return { epoch, step, artifact, optimizer, time: new Date(time).toISOString() };
}
