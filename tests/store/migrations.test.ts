import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Prisma } from '../../prisma/generated/client.ts';
import { OneConnection } from '../../server/store/connection.ts';
import { type Database, openDatabase } from '../../server/store/database.ts';
import { DatabaseRefused } from '../../server/store/index.ts';
import { migrate } from '../../server/store/migrations.ts';
import { freshFile, reopen, spec } from './fixture.ts';

const FOLDER = new URL('../../prisma/migrations/', import.meta.url);

async function withDatabase<T>(file: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(file);
  try {
    return await work(database);
  } finally {
    await database.$disconnect();
  }
}

const ledger = (database: Database) =>
  database.$queryRaw<Record<string, unknown>[]>`SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"`;

/** A folder with the real migrations and more, each a name and its SQL. */
async function folderWith(more: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'learnd-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of await readdir(FOLDER)) {
    if (name.endsWith('.toml')) continue;
    more = { [name]: await readFile(new URL(`${name}/migration.sql`, FOLDER), 'utf8'), ...more };
  }
  for (const [name, sql] of Object.entries(more)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return pathToFileURL(`${folder}/`);
}

const migrateFile = (file: string, folder: URL) =>
  migrate(new OneConnection({ url: pathToFileURL(file).href }), file, folder);

test('a fresh database gets every table, in a folder that is made, and a record of each migration', async () => {
  const file = join(await freshFile(), '..', 'new folder #1', 'a%20b?.db');
  await withDatabase(file, async (database) => {
    const names = (await readdir(FOLDER)).filter((name) => !name.endsWith('.toml'));
    const rows = await ledger(database);
    expect(rows.map((row) => row.migration_name)).toEqual(names.sort());
    for (const row of rows) {
      expect(row).toMatchObject({
        applied_steps_count: 1,
        rolled_back_at: null,
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(row.finished_at).toBeInstanceOf(Date);
    }
  });
  expect(await readdir(join(file, '..'))).toContain('a%20b?.db');
});

test('the tables are those of the client', async () => {
  await withDatabase(await freshFile(), async (database) => {
    for (const model of Object.values(Prisma.ModelName)) {
      const columns = await database.$queryRawUnsafe<{ name: string }[]>(`PRAGMA table_info("${model}")`);
      const fields = Object.keys(Prisma[`${model}ScalarFieldEnum`]);
      expect(columns.map(({ name }) => name).sort(), model).toEqual(fields.sort());
    }
  });
});

test('what was written is there when the database is opened again', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const { id } = await store.jobs.create(spec());
  await store.close();
  // The file alone, without its write-ahead log.
  const copy = `${file}.copy`;
  await copyFile(file, copy);
  const again = await reopen(copy);
  expect(await again.jobs.get(id)).toMatchObject({ id, state: 'queued' });
  expect(await again.journal.lastSeq(id)).toBe(1);
});

test('a migration that is not what was applied is refused', async () => {
  const file = await freshFile();
  await withDatabase(
    file,
    (database) => database.$executeRaw`UPDATE "_prisma_migrations" SET "checksum" = 'x'`,
  );
  await expect(openDatabase(file)).rejects.toThrow(DatabaseRefused);
  await expect(openDatabase(file)).rejects.toThrow(/_init\/migration\.sql is not what was applied/);
});

test('a database of a newer version is refused, and left alone', async () => {
  const file = await freshFile();
  await migrateFile(
    file,
    await folderWith({ '20991231000000_later': 'CREATE TABLE "Later" ("id" INTEGER);' }),
  );
  await expect(openDatabase(file)).rejects.toThrow(DatabaseRefused);
  await expect(openDatabase(file)).rejects.toThrow(
    /newer version: it has the migration 20991231000000_later/,
  );
});

test('a migration that somebody else began and did not finish is refused; one rolled back is not counted', async () => {
  const file = await freshFile();
  const insert = (database: Database) =>
    database.$executeRaw`INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name") VALUES ('1', 'x', 'half')`;
  await withDatabase(file, insert);
  await expect(openDatabase(file)).rejects.toThrow(/newer version|not finished/);
  const known = await folderWith({ half: 'SELECT 1;' });
  await expect(migrateFile(file, known)).rejects.toThrow(/half was begun .* not finished/);
});

test('a migration that fails leaves the database as it was', async () => {
  const file = await freshFile();
  await withDatabase(file, async () => {});
  const broken = await folderWith({
    '20991231000000_broken': 'CREATE TABLE "Half" ("id" INTEGER); CREATE TABLE "Job" ("id" INTEGER);',
  });
  const failure = await migrateFile(file, broken).catch((error: Error) => error);
  expect(failure).toMatchObject({
    message: expect.stringContaining('20991231000000_broken'),
    cause: expect.any(Error),
  });
  await withDatabase(file, async (database) => {
    expect(await database.$queryRaw`SELECT name FROM sqlite_master WHERE name = 'Half'`).toEqual([]);
    expect((await ledger(database)).map((row) => row.migration_name)).not.toContain('20991231000000_broken');
  });
});

test('a table made anew, as SQLite needs it, keeps the rows that refer to it', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const { id } = await store.jobs.create(spec({ tags: ['kept'] }));
  await store.close();
  // What Prisma writes to change a column: the foreign keys would delete the tags along with the old table.
  const remake = `PRAGMA foreign_keys=OFF;
    CREATE TABLE "new_Run" AS SELECT * FROM "Run"; DROP TABLE "Run"; ALTER TABLE "new_Run" RENAME TO "Run";
    PRAGMA foreign_keys=ON;`;
  await migrateFile(file, await folderWith({ '20991231000000_remake': remake }));
  const connection = await new OneConnection({ url: pathToFileURL(file).href }).connect();
  const { rows } = await connection.queryRaw({
    sql: 'SELECT "runId", "name" FROM "Tag"',
    args: [],
    argTypes: [],
  });
  await connection.dispose();
  expect(rows).toEqual([[id, 'kept']]);
});
