import { type Census, readCensus } from './census.ts';
import { type Database, openDatabase, refusal, type Tables } from './database.ts';
import { Disposal } from './disposal.ts';
import { syncLog } from './durability.ts';
import type { DatabaseFault } from './faults.ts';
import { Feed } from './feed.ts';
import { type Files, NO_FILES } from './files.ts';
import { Health } from './health.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { type Journal, openJournal } from './journal.ts';
import { Keeper } from './keeping.ts';
import { type Limits, NO_LIMITS } from './limits.ts';
import { openRuns, type Runs } from './runs.ts';
import { openSeries, type Series } from './series.ts';
import { tidyReferences } from './tidying.ts';
import { openUploads, type Uploads } from './uploads.ts';
import { Writer } from './writer.ts';

/** Everything that is kept: jobs, runs, their journals, and the series that are read out of them. */
export type Store = {
  jobs: Jobs;
  runs: Runs;
  journal: Journal;
  series: Series;
  uploads: Uploads;
  /** Removes files that no row names and that nobody put within the last `minAgeMs`. @returns how many */
  sweep(minAgeMs: number): Promise<number>;
  /** How much there is of what, at this moment. */
  census(): Promise<Census>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** What is known to stand in the way of the next write; it is tried again and again by itself. */
  fault(): DatabaseFault | null;
  /** Calls `listener` when that begins, becomes something else, and with null when it is gone. */
  onFault(listener: (fault: DatabaseFault | null) => void): void;
  /** Finishes what is being written, then lets the file go. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Told when a listener to the journal failed. */
  onListenerError?: (error: Error) => void;
  /** The folder of artifacts; without one no file is looked at or removed. */
  files?: Files;
  limits?: Partial<Limits>;
  /** How long the file of a dropped artifact stays while something trains; for tests. */
  graceMs?: number;
};

/**
 * Opens the store in an SQLite file, made with its folder when absent. One process, the server, has it open to write,
 * and has it open once: another connection here would have to wait for this one's transactions as a stranger does.
 * @throws DatabaseRefused when the file belongs to a newer version or its migrations were tampered with
 */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  const health = new Health();
  const database = await openDatabase(file, { onFault: (fault) => health.noticed(fault) });
  const feed = new Feed(options.onListenerError ?? ((error) => process.emitWarning(error)));
  const writer = new Writer(database, feed, health);
  const files = options.files ?? NO_FILES;
  const limits = { ...NO_LIMITS, ...options.limits };
  const disposal = new Disposal({
    database,
    writer,
    files,
    sync: () => syncLog(file),
    graceMs: options.graceMs,
  });
  health.watch(() => writer.write(writePage, 0));
  await tidyReferences(database, writer, files).catch(async (error) => {
    await database.$disconnect();
    throw refusal(file, error);
  });
  return {
    jobs: openJobs(database, writer, { files, limits }),
    runs: openRuns(database, writer, disposal),
    journal: openJournal(database, writer, { feed, keeper: new Keeper(files, limits), disposal }),
    series: openSeries(database),
    uploads: openUploads(database, writer, { files, limits, disposal }),
    sweep: (minAgeMs) => disposal.sweep(minAgeMs),
    census: () => readCensus(database),
    ping: () => ping(database),
    fault: () => health.fault,
    onFault: (listener) => health.onChange(listener),
    close: once(async () => {
      disposal.close();
      health.close();
      await writer.drain();
      // libsql lets a file go only when its garbage is collected: without this, a copy of the file would lack what
      // still lies in the write-ahead log. On a full disk it stays there, and the next start finds it.
      await database.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`.catch(() => {});
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

/** Writes a page, as it is: a number in the file's head that nobody here uses. */
const writePage = (tables: Tables): Promise<unknown> => tables.$executeRaw`PRAGMA application_id = 0`;
