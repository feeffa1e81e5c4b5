import type { Database } from './database.ts';
import { HELD } from './fence.ts';
import type { Writer } from './writer.ts';

/** Until when a worker that spoke just now has its job. */
export const leaseEnd = (leaseMs: number): Date => new Date(Date.now() + leaseMs);

/** @returns whether this attempt still has the job; if not, nothing was changed */
export function renewLease(writer: Writer, id: string, attempt: number, leaseMs: number): Promise<boolean> {
  return writer.write(async (tables) => {
    const { count } = await tables.job.updateMany({
      where: { id, attempt, state: { in: [...HELD] } },
      data: { leaseUntil: leaseEnd(leaseMs) },
    });
    return count > 0;
  });
}

export type Expired = { id: string; attempt: number; leaseUntil: Date };

/** Attempts that have a job though their lease has passed. */
export async function readExpired(database: Database): Promise<Expired[]> {
  const rows = await database.job.findMany({
    where: { state: { in: [...HELD] }, leaseUntil: { lt: new Date() } },
    select: { id: true, attempt: true, leaseUntil: true },
  });
  return rows.map(({ id, attempt, leaseUntil }) => ({ id, attempt, leaseUntil: leaseUntil! }));
}

/** The time of the next queued job that waited for one at `since`, which may have come by now; null when none did. */
export async function nextDue(database: Database, since: Date): Promise<Date | null> {
  const row = await database.job.findFirst({
    where: { state: 'queued', notBefore: { gt: since } },
    orderBy: { notBefore: 'asc' },
    select: { notBefore: true },
  });
  return row?.notBefore ?? null;
}
