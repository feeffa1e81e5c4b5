import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { OneConnection } from './connection.ts';
import { DatabaseRefused } from './errors.ts';

type Connection = Awaited<ReturnType<OneConnection['connect']>>;
type Migration = { name: string; sql: string; checksum: string };
type Applied = { name: string; checksum: string; finished: boolean };

const FOLDER = new URL('../../prisma/migrations/', import.meta.url);

/** Prisma's own table, so that `prisma migrate` can go on where the server stopped. */
const LEDGER = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

/**
 * Applies the migrations of prisma/migrations that the database lacks, each whole or not at all.
 * @throws DatabaseRefused when it has one that this version does not know, or knows otherwise
 */
export async function migrate(adapter: OneConnection, file: string, folder: URL = FOLDER): Promise<void> {
  const migrations = await readMigrations(folder);
  const connection = await adapter.connect();
  try {
    await connection.executeScript('PRAGMA journal_mode = WAL;');
    await connection.executeScript(LEDGER);
    const applied = await readApplied(connection);
    refuseStrangers(file, applied, migrations);
    const names = new Set(applied.map(({ name }) => name));
    for (const migration of migrations) {
      if (!names.has(migration.name)) await apply(connection, file, migration);
    }
  } finally {
    await connection.dispose();
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(connection: Connection): Promise<Applied[]> {
  const { rows } = await connection.queryRaw({
    sql: `SELECT migration_name, checksum, finished_at IS NOT NULL FROM "_prisma_migrations"
          WHERE rolled_back_at IS NULL ORDER BY migration_name`,
    args: [],
    argTypes: [],
  });
  return rows.map(([name, checksum, finished]) => ({
    name: String(name),
    checksum: String(checksum),
    finished: Number(finished) === 1,
  }));
}

function refuseStrangers(file: string, applied: Applied[], migrations: Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new DatabaseRefused(
        `${file} was written by a newer version: it has the migration ${name}, which this version does not know. Start that version, or restore a backup from before it.`,
      );
    }
    if (!finished) {
      throw new DatabaseRefused(
        `The migration ${name} was begun on ${file} and not finished. Restore a backup, or see \`prisma migrate resolve\`.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseRefused(
        `prisma/migrations/${name}/migration.sql is not what was applied to ${file} (sha256 ${migration.checksum}, applied ${checksum}). Put the file back as it was; changes belong in a new migration.`,
      );
    }
  }
}

async function apply(
  connection: Connection,
  file: string,
  { name, sql, checksum }: Migration,
): Promise<void> {
  const now = new Date().toISOString();
  const row = [randomUUID(), checksum, now, name, now].map(quote).join(', ');
  try {
    // Foreign keys off, outside the transaction: SQLite changes a table by making it anew and dropping the old one,
    // and with them on the drop would delete every row that refers to it.
    await connection.executeScript(`PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
${sql};
INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count")
VALUES (${row}, 1);
COMMIT;`);
  } catch (error) {
    throw new Error(`The migration ${name} failed on ${file}; the database is as it was before`, {
      cause: error,
    });
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
