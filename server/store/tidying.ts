import type { Database, Tables } from './database.ts';
import { type Files, NO_FILES } from './files.ts';
import type { Writer } from './writer.ts';

/** Since this migration an artifact without a row is one that nobody wants. */
const ROWS_SINCE = '20261125000000_leases';

/**
 * What the head of the file has for a version once this was done: a number that SQLite keeps for whoever wants it, and
 * that copies and backups take along. Once more than needed would do harm: a file that nobody names any more, but that a
 * crash left there, would look as if it had been sent.
 */
const TIDIED = 1;

/**
 * Brings the rows of an older version up to what this one knows: sizes, which were not written down; checkpoints that a
 * rewind had made void; and the artifacts that people had sent, which had no rows. Once, in one transaction.
 */
export async function tidyReferences(database: Database, writer: Writer, files: Files): Promise<void> {
  const [head] = await database.$queryRaw<{ user_version: bigint }[]>`PRAGMA user_version`;
  if (Number(head?.user_version) >= TIDIED) return;
  const unsized = await database.$queryRaw<{ digest: string }[]>`
    SELECT DISTINCT "digest" FROM "RunArtifact" WHERE "size" = 0`;
  const sizes = await sizesOf(
    unsized.map(({ digest }) => digest),
    files,
  );
  const sent = await sizesOf(await digestsBeforeRows(database, files), files);
  await writer.write(async (tables) => {
    for (const { digest, size } of sizes) {
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
    await adopt(tables, sent);
    // Who opens the store without its files has not seen them.
    if (files !== NO_FILES) await tables.$executeRawUnsafe(`PRAGMA user_version = ${TIDIED}`);
  });
}

type Sized = { digest: string; size: number };

/** One after the other: together they might need more open files than a process may have. */
async function sizesOf(digests: Iterable<string>, files: Files): Promise<Sized[]> {
  const sizes: Sized[] = [];
  for (const digest of digests) sizes.push({ digest, size: (await files.size(digest)) ?? 0 });
  return sizes;
}

/** What lay there before rows named what is wanted. */
async function digestsBeforeRows(database: Database, files: Files): Promise<string[]> {
  const [applied] = await database.$queryRaw<{ ageMs: number | null }[]>`
    SELECT (julianday('now') - julianday("finished_at")) * 86400000.0 AS "ageMs"
    FROM "_prisma_migrations" WHERE "migration_name" = ${ROWS_SINCE} AND "finished_at" IS NOT NULL`;
  if (applied?.ageMs == null) return [];
  const appliedAt = Date.now() - applied.ageMs;
  const digests: string[] = [];
  for await (const { digest, ageMs } of files.list()) {
    if (Date.now() - ageMs < appliedAt) digests.push(digest);
  }
  return digests;
}

async function adopt(tables: Tables, sent: readonly Sized[]): Promise<void> {
  await tables.$executeRaw`
    INSERT OR IGNORE INTO "Upload" ("digest", "size", "createdAt")
    SELECT value ->> '$.digest', value ->> '$.size', ${new Date()} FROM json_each(${JSON.stringify(sent)})
    WHERE NOT EXISTS (SELECT 1 FROM "RunArtifact" WHERE "digest" = value ->> '$.digest')`;
}
