import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openArtifacts, placeOf } from '../../server/artifacts/index.ts';
import { backUp, inspectBackup } from '../../server/backup/backup.ts';
import { OneConnection } from '../../server/store/connection.ts';
import { openStore } from '../../server/store/index.ts';
import { batches, spec } from '../store/fixture.ts';
import { learnd } from './command.ts';

let folder: string;
const data = () => join(folder, 'data');
const database = () => join(data(), 'learnd.db');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'learnd-backup-'));
  mkdirSync(data());
  return () => rmSync(folder, { recursive: true, force: true });
});

async function execute(sql: string): Promise<void> {
  const connection = await new OneConnection({ url: `file://${database()}`, timeout: 5000 }).connect();
  await connection.executeScript(sql);
  await connection.dispose();
}

const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

/** A data folder with one run of three events, and these artifacts: the first is the run's, the others were sent. */
async function fill(...texts: string[]): Promise<string[]> {
  const store = await openStore(database());
  const artifacts = await openArtifacts(join(data(), 'artifacts'));
  const { id } = await store.jobs.create(spec());
  await store.jobs.claim('tester', ['wasm']);
  await store.journal.append(id, 1, [batches(0, [3, 2, 1])]);
  await store.close();
  const digests: string[] = [];
  for (const text of texts) digests.push((await artifacts.put(bytesOf(text))).digest);
  for (const [i, digest] of digests.entries()) {
    await execute(
      i === 0
        ? `INSERT INTO "RunArtifact" ("runId", "digest", "role", "step", "size") VALUES ('${id}', '${digest}', 'checkpoint', 3, 1)`
        : `INSERT INTO "Upload" ("digest", "size", "createdAt") VALUES ('${digest}', 1, '2026-01-01T00:00:00.000Z')`,
    );
  }
  return digests;
}

describe('a backup', () => {
  test('has the database and every artifact that it refers to, and nothing else', async () => {
    const [one, two] = await fill('weights', 'sent');
    await (await openArtifacts(join(data(), 'artifacts'))).put(bytesOf('of a run that was deleted'));
    mkdirSync(join(data(), 'datasets'));
    writeFileSync(join(data(), 'learnd.lock'), '1');
    const target = join(folder, 'backups', 'today');
    const whole = { runs: 1, events: 3, artifacts: { count: 2, bytes: 11, missing: [], damaged: [] } };
    expect(await backUp(data(), target)).toEqual(whole);
    expect(readdirSync(join(folder, 'backups'))).toEqual(['today']);
    expect(readdirSync(target).sort()).toEqual(['artifacts', 'learnd.db']);
    expect(statSync(target).mode & 0o777).toBe(0o700);
    expect(await inspectBackup(target)).toEqual(whole);
    const artifacts = await openArtifacts(join(target, 'artifacts'));
    expect(Buffer.from(await artifacts.read(one!)).toString()).toBe('weights');
    // On one file system it is the very file.
    const inode = (root: string) => statSync(placeOf(join(root, 'artifacts'), two!)).ino;
    expect(inode(target)).toBe(inode(data()));
  });

  test.skipIf(!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(tmpdir()).dev)(
    'is copied byte by byte to another file system',
    async () => {
      const [digest] = await fill('weights');
      const far = mkdtempSync('/dev/shm/learnd-backup-');
      onTestFinished(() => rmSync(far, { recursive: true }));
      expect(await backUp(data(), far)).toMatchObject({ artifacts: { count: 1, bytes: 7 } });
      const artifacts = await openArtifacts(join(far, 'artifacts'));
      expect(Buffer.from(await artifacts.read(digest!)).toString()).toBe('weights');
    },
  );

  test('that lacks an artifact, or has found one damaged, is kept and says so', async () => {
    const [gone, damaged, sound] = await fill('weights', 'sent', 'sent too');
    rmSync(placeOf(join(data(), 'artifacts'), gone!));
    writeFileSync(placeOf(join(data(), 'artifacts'), damaged!), 'no more');
    const target = join(folder, 'copy');
    const { code, out, err } = await learnd(['backup', target], { LEARND_DATA: data() });
    expect({ code, out }).toEqual({ code: 1, out: `${target}: 1 runs, 3 events, 1 artifacts of 8 bytes\n` });
    expect(err).toContain(`missing: ${gone}`);
    expect(err).toContain(`damaged: ${damaged}`);
    expect(err).not.toContain(sound);
    const checked = await learnd(['backup', '--check', target]);
    expect(checked.code).toBe(1);
    expect(checked.err).toContain(`missing: ${damaged}`);
  });

  test('goes over it again when an artifact is dropped meanwhile', async () => {
    const [gone] = await fill('weights');
    rmSync(placeOf(join(data(), 'artifacts'), gone!));
    const target = join(folder, 'copy');
    const made = backUp(data(), target);
    while (!existsSync(join(folder, 'copy.partial', 'learnd.db'))) await setImmediate();
    await execute('DELETE FROM "RunArtifact"');
    expect(await made).toMatchObject({ artifacts: { count: 0, missing: [] } });
  });

  test('does not lie in the data that it is a copy of', async () => {
    await fill('weights');
    await expect(backUp(data(), join(data(), 'backups', 'today'))).rejects.toThrow('name one elsewhere');
    await backUp(data(), `${data()}-copy`);
  });

  test('leaves what is there alone', async () => {
    await fill();
    const target = join(folder, 'copy');
    mkdirSync(`${target}.partial`);
    await expect(backUp(data(), target)).rejects.toThrow(`${target}.partial is there already`);
    rmSync(`${target}.partial`, { recursive: true });
    mkdirSync(target);
    await backUp(data(), target);
    await expect(backUp(data(), target)).rejects.toThrow(`${target} is not empty`);
    await expect(backUp(join(folder, 'elsewhere'), join(folder, 'b'))).rejects.toThrow(
      'is LEARND_DATA the data',
    );
    expect(readdirSync(folder).sort()).toEqual(['copy', 'data']);
  });

  test('is not there when it could not be made', async () => {
    await fill();
    await execute('DROP TABLE "Upload"');
    const target = join(folder, 'copy');
    await expect(backUp(data(), target)).rejects.toThrow('is no database of this version');
    expect(readdirSync(folder)).toEqual(['data']);
  });

  test('is checked to its last page', async () => {
    const [digest] = await fill('weights');
    const target = join(folder, 'copy');
    await backUp(data(), target);
    // One letter in an index: the database opens, and every row can be read.
    const file = join(target, 'learnd.db');
    const bytes = readFileSync(file);
    bytes[bytes.lastIndexOf(digest!) + 9]! ^= 1;
    writeFileSync(file, bytes);
    const { code, err } = await learnd(['backup', '--check', target]);
    expect(code).toBe(1);
    expect(err).toMatch(/learnd\.db is damaged: row .* missing from index/);
    expect((await learnd(['backup', '--check', folder])).err).toContain(`There is no backup in ${folder}`);
  });
});
