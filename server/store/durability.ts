import { open, realpath } from 'node:fs/promises';

/**
 * Makes every commit until now survive a power cut. With `synchronous = NORMAL` a commit lies in the write-ahead log, and
 * only a checkpoint syncs that: after a power cut the database may be as it was some commits ago. That is well as long as
 * nothing outside of it went on: a file that a row named before has to stay until the row is gone for good.
 *
 * The log is synced here, not by PRAGMA wal_checkpoint: a checkpoint syncs nothing while somebody else reads what is
 * older (a backup, say), waits inside the event loop, and cannot run within the transaction that looks at the row last.
 * SQLite keeps its locks on other files than the log, so opening and closing it beside SQLite lets none of them go.
 */
export async function syncLog(database: string): Promise<void> {
  // SQLite follows a link to the file, and puts the log where the link leads.
  const log = await open(`${await realpath(database)}-wal`, 'r+').catch((error: NodeJS.ErrnoException) => {
    // Without a log all is in the file itself, synced before the log went.
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  await log?.datasync().finally(() => log.close());
}
