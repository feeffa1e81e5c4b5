import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { OneConnection } from '../../server/store/connection.ts';
import { openDatabase } from '../../server/store/database.ts';
import { migrate } from '../../server/store/migrations.ts';
import { check } from '../../shared/check.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';
import { freshFile, reopen } from './fixture.ts';

const FIRST = '20261124000000_init';
const RUN = '01JDG0000000000000000000R1';
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** A spec as the first version kept it. */
function oldSpec(): object {
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist' },
    model: { kind: 'cnn' },
    init: { kind: 'lsuv', from: { kind: 'weights', artifact: digest('c') } },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  const { priority, notBefore, ...spec } = checked.value;
  return { ...spec, checkpoint: { everyEpochs: 1 } };
}

/** A database of the first version: a run of two epochs, of 3 training batches and 2 of validation, begun anew once. */
async function oldDatabase(): Promise<string> {
  const file = await freshFile();
  const folder = await mkdtemp(join(tmpdir(), 'learnd-first-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, FIRST));
  const sql = new URL(`../../prisma/migrations/${FIRST}/migration.sql`, import.meta.url);
  await writeFile(join(folder, FIRST, 'migration.sql'), await readFile(sql));
  const adapter = new OneConnection({ url: pathToFileURL(file).href });
  await migrate(adapter, file, pathToFileURL(`${folder}/`));
  const now = '2026-11-24T10:00:00.000+00:00';
  const json = (value: object): string => JSON.stringify(value).replaceAll("'", "''");
  const event = (
    seq: number,
    type: string,
    header: object,
    span: [string, number, number] | null,
    step: number,
  ) =>
    `('${RUN}', ${seq}, '${type}', 1, '${now}', ${span ? `'${span[0]}', ${span[1]}, ${span[2]}` : 'NULL, NULL, NULL'}, ${step}, '${json({ type, ...header })}', NULL)`;
  const connection = await adapter.connect();
  await connection.executeScript(`
    INSERT INTO "Job" ("id", "state", "maxAttempts", "device", "spec", "createdAt", "queuedAt")
    VALUES ('${RUN}', 'paused', 3, 'auto', '${json(oldSpec())}', '${now}', '${now}');
    INSERT INTO "Run" ("id", "dataset", "lastSeq", "step", "epochs", "facts")
    VALUES ('${RUN}', 'fashion-mnist', 4, 6, 2, '${json({ steps: { train: 3, valid: 2 } })}');
    INSERT INTO "Score" ("runId", "epoch", "split", "seconds", "step") VALUES
      ('${RUN}', 0, 'train', 1, 3), ('${RUN}', 0, 'valid', 1, 3), ('${RUN}', 1, 'train', 1, 6), ('${RUN}', 1, 'valid', 1, 6);
    INSERT INTO "Event" ("runId", "seq", "type", "attempt", "time", "split", "first", "next", "step", "header", "columns") VALUES
      ${event(1, 'rewind', { step: 0, reason: 'again' }, ['train', 0, 0], 0).replace('0, 0, 0,', '0, NULL, 0,')},
      ${event(2, 'batches', { epoch: 1, split: 'valid', from: 2 }, ['valid', 2, 4], 6)},
      ${event(3, 'checkpoint', { epoch: 0, step: 3, artifact: digest('a'), optimizer: digest('b') }, ['train', 3, 3], 3)},
      ${event(4, 'checkpoint', { epoch: 1, step: 6, artifact: digest('a'), optimizer: null }, ['train', 6, 6], 6)};`);
  await connection.dispose();
  return file;
}

test('a database of the first version is brought up to date, with all that it knows', async () => {
  const file = await oldDatabase();
  const database = await openDatabase(file);
  const { valid } = await database.run.findUniqueOrThrow({ where: { id: RUN } });
  expect(valid).toBe(4);
  const scores = await database.score.findMany({ orderBy: [{ epoch: 'asc' }, { split: 'asc' }] });
  expect(scores.map((row) => [row.epoch, row.split, row.valid])).toEqual([
    [0, 'train', 0],
    [0, 'valid', 2],
    [1, 'train', 2],
    [1, 'valid', 4],
  ]);
  const kept = await database.runArtifact.findMany({
    orderBy: [{ role: 'asc' }, { digest: 'asc' }, { step: 'asc' }],
  });
  expect(kept.map(({ role, digest: name, step }) => [role, name, step])).toEqual([
    ['checkpoint', digest('a'), 3],
    ['checkpoint', digest('a'), 6],
    ['checkpoint', digest('b'), 3],
    ['init', digest('c'), 0],
  ]);
  await database.$disconnect();

  const store = await reopen(file);
  const [rewind] = await store.journal.read(RUN, 0, 1);
  expect(rewind).toMatchObject({ type: 'rewind', step: 0, valid: 0 });
  const job = (await store.jobs.get(RUN))!;
  expect(check(JobSpec, job.spec)).toEqual({ ok: true, value: job.spec });
});
