import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openArtifacts } from '../../server/artifacts/index.ts';
import { lackOfRoom } from '../../server/data-folder.ts';
import { openDatabase } from '../../server/store/database.ts';
import { DatabaseFault } from '../../server/store/faults.ts';
import { Feed } from '../../server/store/feed.ts';
import { Health } from '../../server/store/health.ts';
import { Writer } from '../../server/store/writer.ts';
import { freshFile } from '../store/fixture.ts';
import { noMount, smallDisk } from './small-disk.ts';

test('a database that can only be read is called so, read on, and written as soon as it can be', async () => {
  const database = await openDatabase(await freshFile());
  onTestFinished(() => database.$disconnect());
  const heard: (string | null)[] = [];
  const health = new Health(50);
  onTestFinished(() => health.close());
  health.onChange((fault) => heard.push(fault?.kind ?? null));
  const writer = new Writer(database, new Feed(() => {}), health);
  const write = () => writer.write(async (tables) => tables.$executeRaw`PRAGMA user_version = 0`);
  health.watch(write);
  // What SQLite says then is what it says of a file without the right to write.
  await database.$executeRaw`PRAGMA query_only = ON`;
  const failure = await writer
    .write(async (tables) => tables.$executeRaw`DELETE FROM "Job"`)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DatabaseFault);
  expect(failure).toMatchObject({ kind: 'read-only', message: expect.stringContaining('not written') });
  expect(await database.job.count()).toBe(0);
  await database.$executeRaw`PRAGMA query_only = OFF`;
  await expect.poll(() => health.fault).toBeNull();
  expect(heard).toEqual(['read-only', null]);
});

test('damage stays known whatever is written after it', () => {
  const health = new Health(1);
  health.noticed(new DatabaseFault('locked', 'SQLITE_BUSY'));
  expect(health.fault).toBeNull();
  health.noticed(new DatabaseFault('damaged', 'SQLITE_CORRUPT'));
  health.wrote();
  health.failed(new DatabaseFault('full', 'SQLITE_FULL'));
  expect(health.fault?.kind).toBe('damaged');
});

test.skipIf(noMount !== null)('artifacts in a folder that can only be read', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-ro-'));
  const artifacts = await openArtifacts(folder);
  const { digest } = await artifacts.put(Uint8Array.of(1));
  execFileSync('mount', ['--bind', folder, folder]);
  onTestFinished(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  for (const bytes of [Uint8Array.of(1), Uint8Array.of(2)]) {
    await expect(artifacts.put(bytes)).rejects.toMatchObject({
      name: 'FolderReadOnly',
      message: expect.stringContaining('LEARND_DATA'),
    });
  }
  expect(await artifacts.read(digest)).toEqual(Buffer.of(1));
});

test.skipIf(noMount !== null)('a disk with almost no room is said to be so before it is full', async () => {
  const disk = smallDisk(40);
  expect(await lackOfRoom(disk.folder)).toBeNull();
  disk.fill(20 * 1024 ** 2);
  expect(await lackOfRoom(disk.folder)).toMatch(/has (19|20) MiB left, and 32 MiB are needed: make room/);
  disk.empty();
  expect(await lackOfRoom(disk.folder)).toBeNull();
});
