import { type Database, openDatabase } from './database.ts';
import { Feed } from './feed.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { type Journal, openJournal } from './journal.ts';
import { openRuns, type Runs } from './runs.ts';
import { openSeries, type Series } from './series.ts';
import { Writer } from './writer.ts';

/** Everything that is kept: jobs, runs, their journals, and the series that are read out of them. */
export type Store = {
  jobs: Jobs;
  runs: Runs;
  journal: Journal;
  series: Series;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Finishes what is being written, then lets the file go. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Told when a listener to the journal failed. */
  onListenerError?: (error: Error) => void;
};

/**
 * Opens the store in an SQLite file, made with its folder when absent. One process, the server, has it open to write,
 * and has it open once: SQLite waits for a lock inside the event loop, where its holder could never let go.
 * @throws DatabaseRefused when the file belongs to a newer version or its migrations were tampered with
 */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  const database = await openDatabase(file);
  const feed = new Feed(options.onListenerError ?? ((error) => process.emitWarning(error)));
  const writer = new Writer(database, feed);
  return {
    jobs: openJobs(database, writer),
    runs: openRuns(database, writer),
    journal: openJournal(database, writer, feed),
    series: openSeries(database),
    ping: () => ping(database),
    close: once(async () => {
      await writer.drain();
      // libsql lets a file go only when its garbage is collected: without this, a copy of the file would lack what
      // still lies in the write-ahead log.
      await database.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
      await database.$disconnect();
    }),
  };
}

/** Prisma would open the file again for a second call. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= close();
    return closed;
  };
}

async function ping(database: Database): Promise<void> {
  await database.$queryRaw`SELECT 1`;
}
