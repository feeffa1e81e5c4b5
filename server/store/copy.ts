import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OneConnection } from './connection.ts';
import { DatabaseRefused } from './errors.ts';

type Connection = Awaited<ReturnType<OneConnection['connect']>>;

/** What a database holds, and which artifacts it refers to. */
export type Holdings = { runs: number; events: number; artifacts: string[] };

/** Longer than any write of the server takes, in ms. */
const BUSY_MS = 15_000;

/**
 * Writes a copy of a database as it is at one moment, though another process goes on writing to it: in WAL mode a
 * reader holds up nobody. Rows that were deleted leave no trace in the copy, which is one file.
 * @param copy a path at which there is nothing
 */
export const copyDatabase = (file: string, copy: string): Promise<void> =>
  connected(file, (connection) =>
    connection.executeScript(`VACUUM INTO '${resolve(copy).replaceAll("'", "''")}'`),
  );

/**
 * Reads a whole database through, to see that no page of it is damaged and no row lacks the one that it refers to.
 * @throws DatabaseRefused with what is wrong with it
 */
export const inspectDatabase = (file: string): Promise<Holdings> =>
  connected(file, async (connection) => {
    const rows = async (sql: string) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
    const damage = (await rows('PRAGMA integrity_check')).map(([sentence]) => String(sentence));
    if (damage.join() !== 'ok')
      throw new DatabaseRefused(`${file} is damaged: ${damage.slice(0, 3).join('; ')}`);
    const orphans = await rows('PRAGMA foreign_key_check');
    if (orphans.length > 0) {
      throw new DatabaseRefused(
        `${file} is damaged: ${orphans.length} rows refer to rows that are not there`,
      );
    }
    const tables = new Set((await rows("SELECT name FROM sqlite_master WHERE type = 'table'")).map(String));
    if (!['Run', 'Event', 'RunArtifact', 'Upload'].every((name) => tables.has(name))) {
      throw new DatabaseRefused(
        `${file} is no database of this version. If an older version wrote it, start this version on it once, or use the backup command of that version`,
      );
    }
    const [[runs, events] = []] = await rows(
      'SELECT (SELECT COUNT(*) FROM "Run"), (SELECT COUNT(*) FROM "Event")',
    );
    const digests = await rows('SELECT "digest" FROM "RunArtifact" UNION SELECT "digest" FROM "Upload"');
    return { runs: Number(runs), events: Number(events), artifacts: digests.map(String) };
  });

async function connected<T>(file: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const adapter = new OneConnection({ url: pathToFileURL(resolve(file)).href, timeout: BUSY_MS });
  const connection = await adapter.connect();
  try {
    return await work(connection);
  } catch (cause) {
    if (cause instanceof DatabaseRefused) throw cause;
    throw new DatabaseRefused(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  } finally {
    await connection.dispose();
  }
}
