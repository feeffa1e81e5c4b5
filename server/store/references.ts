import { Prisma } from '../../prisma/generated/client.ts';
import type { Tables } from './database.ts';

/**
 * The rows by which artifacts stay: RunArtifact of a run, Upload of somebody who sent one.
 *
 * What holds at any moment: every file that a row names is there. It holds because both sides work inside write
 * transactions, of which there is one at a time: a row is written when its file was just seen, and a file is removed
 * when it was just seen that no row names it (disposal.ts). Rows go first; a crash in between leaves a file too many.
 */
export type Reference = { digest: string; role: 'init' | 'checkpoint'; step: number; size: number };

export async function refer(tables: Tables, run: string, references: readonly Reference[]): Promise<void> {
  for (const { digest, role, step, size } of references) {
    await tables.$executeRaw`
      INSERT OR IGNORE INTO "RunArtifact" ("runId", "digest", "role", "step", "size")
      VALUES (${run}, ${digest}, ${role}, ${step}, ${size})`;
  }
}

/** @returns the digests of what the run has kept after more than `step` batches, which it does not name any more */
export const forgetAfter = (tables: Tables, run: string, step: number): Promise<string[]> =>
  forget(tables, run, Prisma.sql`"step" > ${step}`);

/** @returns the digests of what the run has kept at these steps, which it does not name any more */
export const forgetAt = async (tables: Tables, run: string, steps: readonly number[]): Promise<string[]> =>
  steps.length === 0 ? [] : forget(tables, run, Prisma.sql`"step" IN (${Prisma.join([...steps])})`);

async function forget(tables: Tables, run: string, which: Prisma.Sql): Promise<string[]> {
  const rows = await tables.$queryRaw<{ digest: string }[]>`
    DELETE FROM "RunArtifact" WHERE "runId" = ${run} AND "role" = 'checkpoint' AND ${which} RETURNING "digest"`;
  return rows.map(({ digest }) => digest);
}

/** Whether anybody wants it. */
export async function isNamed(tables: Tables, digest: string): Promise<boolean> {
  const [found] = await tables.$queryRaw<object[]>`
    SELECT 1 FROM "RunArtifact" WHERE "digest" = ${digest}
    UNION ALL SELECT 1 FROM "Upload" WHERE "digest" = ${digest} LIMIT 1`;
  return found !== undefined;
}

/** Bytes of all that rows name, each artifact once. */
export async function bytesNamed(tables: Tables): Promise<number> {
  const [sum] = await tables.$queryRaw<{ bytes: number }[]>`
    SELECT (SELECT TOTAL("size") FROM (SELECT MAX("size") AS "size" FROM "RunArtifact" GROUP BY "digest")) + (
      SELECT TOTAL("size") FROM "Upload" u
      WHERE NOT EXISTS (SELECT 1 FROM "RunArtifact" a WHERE a."digest" = u."digest")
    ) AS "bytes"`;
  return Number(sum?.bytes ?? 0);
}
