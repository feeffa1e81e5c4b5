import type { Database } from './database.ts';
import type { Files } from './files.ts';
import type { Writer } from './writer.ts';

/** Since this migration an artifact without a row is one that nobody wants. */
const ROWS_SINCE = '20261125000000_leases';

/**
 * Brings the rows of an older version up to what this one knows: sizes, which were not written down; checkpoints that a
 * rewind had made void; and the artifacts that people had sent, which had no rows.
 */
export async function tidyReferences(database: Database, writer: Writer, files: Files): Promise<void> {
  const unsized = await database.$queryRaw<{ digest: string }[]>`
    SELECT DISTINCT "digest" FROM "RunArtifact" WHERE "size" = 0`;
  // One after the other: together they might need more open files than a process may have.
  const sizes = new Map<string, number>();
  for (const { digest } of unsized) sizes.set(digest, (await files.size(digest)) ?? 0);
  await writer.write(async (tables) => {
    for (const [digest, size] of sizes) {
      if (size > 0)
        await tables.$executeRaw`UPDATE "RunArtifact" SET "size" = ${size} WHERE "digest" = ${digest}`;
    }
    await tables.$executeRaw`
      DELETE FROM "RunArtifact" WHERE "role" = 'checkpoint' AND NOT EXISTS (
        SELECT 1 FROM "Event" e
        WHERE e."runId" = "RunArtifact"."runId" AND e."type" = 'checkpoint' AND e."first" = "RunArtifact"."step"
        AND NOT EXISTS (
          SELECT 1 FROM "Event" r
          WHERE r."runId" = e."runId" AND r."type" = 'rewind' AND r."seq" > e."seq" AND r."first" < e."first"
        )
      )`;
  });
  await adoptUploads(database, writer, files);
}

async function adoptUploads(database: Database, writer: Writer, files: Files): Promise<void> {
  const [applied] = await database.$queryRaw<{ ageMs: number | null }[]>`
    SELECT (julianday('now') - julianday("finished_at")) * 86400000.0 AS "ageMs"
    FROM "_prisma_migrations" WHERE "migration_name" = ${ROWS_SINCE} AND "finished_at" IS NOT NULL`;
  if (applied?.ageMs == null) return;
  const appliedAt = Date.now() - applied.ageMs;
  for await (const { digest, ageMs } of files.list()) {
    if (Date.now() - ageMs >= appliedAt) continue;
    const size = (await files.size(digest)) ?? 0;
    await writer.write(async (tables) => {
      await tables.$executeRaw`
        INSERT OR IGNORE INTO "Upload" ("digest", "size", "createdAt")
        SELECT ${digest}, ${size}, ${new Date()}
        WHERE NOT EXISTS (SELECT 1 FROM "RunArtifact" WHERE "digest" = ${digest})`;
    });
  }
}
