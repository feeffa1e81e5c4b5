import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import { OneConnection } from './connection.ts';
import { migrate } from './migrations.ts';

export type Database = PrismaClient;
/** Inside a transaction or not: what can read and write. */
export type Tables = Prisma.TransactionClient;

/** Prisma refuses a number that an Int column cannot hold, also to compare with; none of ours come near it. */
export const toInt = (value: number): number => Math.min(value, 2 ** 31 - 1);

/** How long to wait for another process that writes, such as a backup or the sqlite3 shell, in ms. */
const BUSY_MS = 5000;

/** Opens the SQLite file, made with its folder when absent, in the newest shape. @throws DatabaseRefused */
export async function openDatabase(file: string): Promise<Database> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  const adapter = new OneConnection({ url: pathToFileURL(resolve(file)).href, timeout: BUSY_MS });
  await migrate(adapter, file);
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
