import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import { OneConnection } from './connection.ts';
import { DatabaseRefused } from './errors.ts';
import { type DatabaseFault, faultBehind } from './faults.ts';
import { migrate } from './migrations.ts';

export type Database = PrismaClient;
/** Inside a transaction or not: what can read and write. */
export type Tables = Prisma.TransactionClient;

/** Prisma refuses a number that an Int column cannot hold, also to compare with; none of ours come near it. */
export const toInt = (value: number): number => Math.min(value, 2 ** 31 - 1);

/**
 * How long SQLite itself waits for another process, in ms: inside the event loop, where nothing else is served meanwhile.
 * At the start there is nothing to serve; after that Writer waits instead, between tries.
 */
const BUSY_MS = { starting: 5000, serving: 10 };

export type DatabaseOptions = {
  /** Told of every fault that a statement met. */
  onFault?: (fault: DatabaseFault) => void;
};

/** Opens the SQLite file, made with its folder when absent, in the newest shape. @throws DatabaseRefused */
export async function openDatabase(file: string, options: DatabaseOptions = {}): Promise<Database> {
  try {
    return await open(file, options);
  } catch (error) {
    throw refusal(file, error);
  }
}

async function open(file: string, { onFault }: DatabaseOptions): Promise<Database> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  const url = pathToFileURL(resolve(file)).href;
  await migrate(new OneConnection({ url, timeout: BUSY_MS.starting }), file);
  const adapter = new OneConnection({ url, timeout: BUSY_MS.serving }, onFault);
  const database = new PrismaClient({ adapter });
  try {
    // In WAL mode NORMAL loses nothing when the process dies, and at most the last moments when the power does;
    // it spares the event loop one fsync a commit.
    await database.$executeRaw`PRAGMA synchronous = NORMAL`;
    await database.$executeRaw`PRAGMA foreign_keys = ON`;
  } catch (error) {
    await database.$disconnect();
    throw error;
  }
  return database;
}

/** A file that cannot be opened, in words that say which and what to do. */
export function refusal(file: string, error: unknown): unknown {
  const fault = faultBehind(error);
  if (!fault) return error;
  const sentence =
    fault.kind === 'damaged'
      ? 'it is no database, or a damaged one. It was left as it is: put a backup in its place, as docs/operating.md says'
      : fault.message;
  return new DatabaseRefused(`${file} cannot be opened: ${sentence}`, { cause: error });
}
