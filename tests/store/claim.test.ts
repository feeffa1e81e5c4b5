import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import type { Claim, Store } from '../../server/store/index.ts';
import type { DeviceName } from '../../shared/spec/device.ts';
import { freshFile, freshStore, reopen, spec } from './fixture.ts';

async function claimAll(store: Store, worker: string): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (let claim = await store.jobs.claim(worker, ['wasm']); claim; ) {
    claims.push(claim);
    claim = await store.jobs.claim(worker, ['wasm']);
  }
  return claims;
}

/** Claims all it can in another process. @returns the ids */
async function claimElsewhere(file: string, worker: string): Promise<string[]> {
  const script = fileURLToPath(new URL('claimer.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, file, worker]);
  return JSON.parse(stdout) as string[];
}

test('jobs are claimed in the order of arrival, each with its spec', async () => {
  const store = await freshStore();
  const asked = [];
  for (const seed of [1, 2, 3]) asked.push(await store.jobs.create(spec({ seed })));
  expect(asked.map(({ position }) => position)).toEqual([1, 2, 3]);
  const claims = await claimAll(store, 'w');
  expect(claims).toEqual(asked.map(({ id, spec }) => ({ id, attempt: 1, spec })));
  expect(await store.jobs.get(asked[0]!.id)).toMatchObject({ state: 'running', attempt: 1, position: null });
});

test('a higher priority goes first, and positions say so', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  const ids = [];
  for (const seed of [1, 2, 3]) ids.push((await store.jobs.create(spec({ seed }))).id);
  const database = await openDatabase(file);
  await database.job.update({ where: { id: ids[2]! }, data: { priority: 5 } });
  await database.$disconnect();
  expect(await Promise.all(ids.map(async (id) => (await store.jobs.get(id))?.position))).toEqual([2, 3, 1]);
  expect((await claimAll(store, 'w')).map(({ id }) => id)).toEqual([ids[2], ids[0], ids[1]]);
});

test('claimers at once and fifty jobs: nobody gets what another has', async () => {
  const store = await freshStore();
  for (let i = 0; i < 50; i++) await store.jobs.create(spec({ seed: i }));
  const claims = (await Promise.all(['one', 'two'].map((worker) => claimAll(store, worker)))).flat();
  expect(claims).toHaveLength(50);
  expect(new Set(claims.map(({ id }) => id)).size).toBe(50);
  for (const { id } of claims) {
    expect((await store.journal.read(id, 0, 10)).map((event) => event.seq)).toEqual([1, 2]);
  }
});

test('nor do claimers in processes of their own', async () => {
  const file = await freshFile();
  const store = await reopen(file);
  for (let i = 0; i < 50; i++) await store.jobs.create(spec({ seed: i }));
  const [one, two] = await Promise.all([claimElsewhere(file, 'one'), claimElsewhere(file, 'two')]);
  expect([...one, ...two].sort()).toEqual(
    (await store.jobs.list({ limit: 50 })).items.map(({ id }) => id).sort(),
  );
});

test('a worker takes only what its devices can run', async () => {
  const store = await freshStore();
  const { id } = await store.jobs.create(spec({ device: 'tensorflow' }));
  expect(await store.jobs.claim('w', ['wasm'])).toBeNull();
  expect(await store.jobs.claim('w', ['wasm', 'tensorflow'])).toMatchObject({ id });
  const any = await store.jobs.create(spec({ device: 'auto' }));
  expect(await store.jobs.claim('w', [])).toBeNull();
  expect(await store.jobs.claim('w', ['wasm'])).toMatchObject({ id: any.id });
});

test('a worker of one adapter takes jobs for it and for any GPU, and leaves those for another one', async () => {
  const store = await freshStore();
  const ids: Record<string, string> = {};
  for (const device of ['webgpu:0', 'webgpu:software', 'wasm', 'webgpu', 'webgpu:1', 'auto'] as const) {
    ids[device] = (await store.jobs.create(spec({ device }))).id;
  }
  const taken = async (devices: DeviceName[]): Promise<string[]> => {
    const claims: string[] = [];
    for (let claim = await store.jobs.claim('w', devices); claim; ) {
      claims.push(claim.id);
      claim = await store.jobs.claim('w', devices);
    }
    return claims;
  };
  expect(await taken(['webgpu:1'])).toEqual([ids.webgpu, ids['webgpu:1'], ids.auto]);
  expect(await taken(['webgpu'])).toEqual([ids['webgpu:0'], ids['webgpu:software']]);
});

test('a job that comes back is another attempt, and its first start is kept', async () => {
  const store = await freshStore();
  const { id } = await store.jobs.create(spec());
  await store.jobs.claim('w', ['wasm']);
  const startedAt = (await store.jobs.get(id))?.startedAt;
  await store.jobs.change(id, { from: ['running'], to: 'queued' });
  expect(await store.jobs.claim('w', ['wasm'])).toMatchObject({ id, attempt: 2 });
  expect(await store.jobs.get(id)).toMatchObject({ attempt: 2, startedAt });
});
