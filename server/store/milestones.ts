import { Prisma } from '../../prisma/generated/client.ts';
import type { EntryWith } from '../../shared/entries.ts';
import type { Checkpoint, LrFind } from '../../shared/resources.ts';
import type { Tables } from './database.ts';
import { unpack } from './packing.ts';
import { finite, plainColumn } from './wire.ts';

type Milestone = 'checkpoint' | 'lr-find';
type Row = { seq: number; time: Date; header: string; columns: Uint8Array<ArrayBuffer> | null };

/** Those that are still kept: older ones may have been dropped, and what a rewind made void is kept again. In order of training. */
export async function readCheckpoints(tables: Tables, run: string): Promise<Checkpoint[]> {
  const rows = await standing(tables, run, 'checkpoint');
  return rows.reverse().map(checkpointOf);
}

export async function lastCheckpoint(tables: Tables, run: string): Promise<Checkpoint | null> {
  const [row] = await standing(tables, run, 'checkpoint', 1);
  return row ? checkpointOf(row) : null;
}

/** The curve of a search for the rate; null while there is none. */
export async function readLrFind(tables: Tables, run: string): Promise<LrFind | null> {
  const [row] = await standing(tables, run, 'lr-find', 1);
  if (!row) return null;
  const { lr, loss, suggestion, reason } = unpack(row) as EntryWith<'lr-find'>;
  return { lr: Array.from(lr), loss: plainColumn(loss), suggestion: finite(suggestion), reason };
}

/** The journal only grows: what became of a checkpoint the rows say that name its artifacts. */
const STILL_KEPT = Prisma.sql`AND EXISTS (
  SELECT 1 FROM "RunArtifact" a
  WHERE a."runId" = e."runId" AND a."role" = 'checkpoint' AND a."step" = e."first"
    AND a."digest" = json_extract(e."header", '$.artifact')
)`;

/** What no later rewind made void, latest first. The index (runId, type, seq) answers both parts. */
function standing(tables: Tables, run: string, type: Milestone, limit = -1): Promise<Row[]> {
  return tables.$queryRaw<Row[]>`
    SELECT e."seq", e."time", e."header", e."columns" FROM "Event" e
    WHERE e."runId" = ${run} AND e."type" = ${type} AND NOT EXISTS (
      SELECT 1 FROM "Event" r
      WHERE r."runId" = ${run} AND r."type" = 'rewind' AND r."seq" > e."seq" AND r."first" < e."first"
    ) ${type === 'checkpoint' ? STILL_KEPT : Prisma.empty}
    ORDER BY e."seq" DESC LIMIT ${limit}`;
}

function checkpointOf({ time, ...row }: Row): Checkpoint {
  const { epoch, step, artifact, optimizer } = unpack(row) as EntryWith<'checkpoint'>;
  return { epoch, step, artifact, optimizer, time: new Date(time).toISOString() };
}
