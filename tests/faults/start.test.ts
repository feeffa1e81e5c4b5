import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Libsql from 'libsql';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../server/store/index.ts';
import { spec } from '../store/fixture.ts';
import { ask, refusal, startLearnd } from './learnd.ts';
import { noMount, smallDisk } from './small-disk.ts';

const PAGE = 4096;
let sound: string;
beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'learnd-sound-'));
  sound = path.join(folder, 'learnd.db');
  const store = await openStore(sound);
  for (let i = 0; i < 200; i++) await store.jobs.create(spec());
  await store.close();
  return () => rm(folder, { recursive: true });
});

/** A data folder with a copy of a sound database. */
async function copied(): Promise<{ data: string; file: string }> {
  const data = await mkdtemp(path.join(tmpdir(), 'learnd-start-'));
  onTestFinished(() => rm(data, { recursive: true }));
  const file = path.join(data, 'learnd.db');
  copyFileSync(sound, file);
  return { data, file };
}

function scribble(file: string, from: number, length: number): void {
  const bytes = readFileSync(file);
  randomBytes(length).copy(bytes, from);
  writeFileSync(file, bytes);
}

/** The page at which a table begins. */
function rootOf(file: string, table: string): number {
  const database = new Libsql(file);
  const row = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table);
  database.close();
  return (row as { rootpage: number }).rootpage;
}

const oneSentence = (said: string): void => {
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(said).toMatch(/^learnd did not start: /);
};

describe('a server does not start, says why in one sentence and lets the folder go', () => {
  test.each([
    ['garbage for a head', (file: string) => scribble(file, 0, 100)],
    ['a text', (file: string) => writeFileSync(file, 'no database at all\n'.repeat(100))],
    ['half of the file', (file: string) => truncateSync(file, 4096 * 3)],
  ])('on a database with %s', async (_, spoil) => {
    const { data, file } = await copied();
    spoil(file);
    const before = readFileSync(file);
    const { code, said } = await refusal(data);
    oneSentence(said);
    expect(said).toMatch(/learnd\.db cannot be opened: .*damaged.*backup/);
    expect(code).toBe(1);
    expect(existsSync(path.join(data, 'learnd.lock'))).toBe(false);
    expect(readFileSync(file)).toEqual(before);
  });

  test('on a database of a newer version, which it leaves alone', async () => {
    const { data, file } = await copied();
    const newer = new Libsql(file);
    newer.exec(`INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at")
      VALUES ('x', 'y', '29990101000000_later', 1)`);
    newer.close();
    const { code, said } = await refusal(data);
    oneSentence(said);
    expect(said).toContain('newer version');
    expect(code).toBe(1);
    expect(existsSync(path.join(data, 'learnd.lock'))).toBe(false);
  });

  test.skipIf(noMount !== null)('on a file system that is full or can only be read', async () => {
    const disk = smallDisk(2);
    mkdirSync(disk.data);
    copyFileSync(sound, path.join(disk.data, 'learnd.db'));
    disk.fill();
    const full = await refusal(disk.data);
    oneSentence(full.said);
    expect(full).toMatchObject({ code: 1, said: expect.stringMatching(/full; make room/) });
    disk.empty();
    disk.remount('ro');
    const fixed = await refusal(disk.data);
    oneSentence(fixed.said);
    expect(fixed).toMatchObject({
      code: 1,
      said: expect.stringMatching(/can only be read; set LEARND_DATA/),
    });
    const absent = await refusal(path.join(disk.folder, 'not', 'there'));
    oneSentence(absent.said);
    expect(absent.said).toMatch(/not\/there cannot be written: .*can only be read/);
    expect(existsSync(path.join(disk.data, 'learnd.lock'))).toBe(false);
  });
});

test('a page damaged in the middle is met while serving: 503 where it is needed, and readiness says so', async () => {
  const { data, file } = await copied();
  // The start looks into indexes only: there are no jobs that were left behind.
  const root = rootOf(file, 'Job');
  scribble(file, (root - 1) * PAGE, PAGE);
  const learnd = await startLearnd(data);
  const answers = await Promise.all([1, 2, 3].map(() => ask(`${learnd.url}/jobs?limit=200`)));
  for (const { status, body } of answers) {
    expect(status).toBe(503);
    expect(body.detail).toMatch(/damaged.*restore a backup/);
  }
  expect(await ask(`${learnd.url}/readyz`)).toMatchObject({
    status: 503,
    body: { detail: expect.stringContaining('damaged') },
  });
  expect((await ask(`${learnd.url}/healthz`)).status).toBe(200);
  expect(learnd.log().match(/the database cannot be used/g)).toHaveLength(1);
});
