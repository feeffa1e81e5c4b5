import { access, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openArtifacts, placeOf } from '../../server/artifacts/index.ts';
import {
  ArtifactGone,
  ArtifactInUse,
  DiskQuotaReached,
  openStore,
  UnknownArtifact,
} from '../../server/store/index.ts';
import { freshFolder } from '../artifacts/fixture.ts';
import { freshStore, runningJob, spec } from './fixture.ts';

const HOUR = 60 * 60 * 1000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(100, '.'));

async function place(options: Parameters<typeof freshStore>[0] = {}) {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  const store = await freshStore({ files: artifacts, ...options });
  const upload = async (text: string): Promise<string> => {
    const put = () => artifacts.put(bytes(text));
    const digest = () => artifacts.digestOf(bytes(text));
    return (await store.uploads.keep({ size: 100, digest, put })).digest;
  };
  /** As if it had been put so long ago. */
  const age = async (digest: string, ms: number) => {
    const then = (Date.now() - ms) / 1000;
    await utimes(placeOf(folder, digest), then, then);
  };
  const isThere = (digest: string) =>
    access(placeOf(folder, digest)).then(
      () => true,
      () => false,
    );
  return { folder, artifacts, store, upload, age, isThere };
}
const beginning = (artifact: string) => spec({ init: { kind: 'weights', artifact, optimizer: null } });

test('the sweep removes what no row names and nobody put of late, and nothing else', async () => {
  const { artifacts, store, upload, age, isThere } = await place();
  const orphan = (await artifacts.put(bytes('orphan'))).digest;
  const fresh = (await artifacts.put(bytes('fresh'))).digest;
  const uploaded = await upload('uploaded');
  const started = (await artifacts.put(bytes('started'))).digest;
  await store.jobs.create(beginning(started));
  for (const digest of [orphan, uploaded, started]) await age(digest, HOUR + 1000);
  await age(fresh, HOUR - 10_000);
  expect(await store.sweep(HOUR)).toBe(1);
  expect(await Promise.all([orphan, fresh, uploaded, started].map(isThere))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('the sweep leaves alone what is put again before it comes to it', async () => {
  const { artifacts, store, age, isThere } = await place();
  const { digest } = await artifacts.put(bytes('orphan'));
  await age(digest, 2 * HOUR);
  await artifacts.put(bytes('orphan'));
  expect(await store.sweep(HOUR)).toBe(0);
  expect(await isThere(digest)).toBe(true);
});

test('while something trains, what was put of late is removed later: its trainer may be about to say it', async () => {
  const { artifacts, store, upload, isThere } = await place({ graceMs: 1000 });
  await runningJob(store);
  const digest = await upload('weights');
  await store.uploads.remove(digest);
  expect(await store.uploads.isKept(digest)).toBe(false);
  expect(await isThere(digest)).toBe(true);
  await vi.waitFor(async () => expect(await isThere(digest)).toBe(false), { timeout: 10_000 });

  const again = await upload('weights');
  await store.uploads.remove(again);
  // Within the grace a trainer puts the same bytes and says so: its checkpoint stays.
  const run = await runningJob(store);
  await artifacts.put(bytes('weights'));
  await store.journal.append(run, 1, [
    { type: 'checkpoint', epoch: 0, step: 1, artifact: again, optimizer: null },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await isThere(again)).toBe(true);
});

test('an upload that a run stands on is refused to be removed, with the runs', async () => {
  const { store, upload } = await place();
  const digest = await upload('weights');
  const runs = [];
  for (let i = 0; i < 7; i++) runs.push((await store.jobs.create(beginning(digest))).id);
  const refused = store.uploads.remove(digest);
  await expect(refused).rejects.toThrow(ArtifactInUse);
  await expect(refused).rejects.toThrow('and 2 more');
  for (const run of runs) await store.runs.delete(run);
  await store.uploads.remove(digest);
  await expect(store.uploads.remove(digest)).rejects.toThrow(UnknownArtifact);
});

test('a job whose weights went since they were looked at is refused', async () => {
  const { store, upload } = await place();
  const digest = await upload('weights');
  await store.uploads.remove(digest);
  await expect(store.jobs.create(beginning(digest))).rejects.toThrow(ArtifactGone);
  expect((await store.census()).jobs).toEqual({});
});

test('a file that is removed between its writing and its row is written again', async () => {
  const { artifacts, store, isThere } = await place();
  let puts = 0;
  const { digest } = await store.uploads.keep({
    size: 100,
    digest: () => artifacts.digestOf(bytes('weights')),
    put: async () => {
      const artifact = await artifacts.put(bytes('weights'));
      if (puts++ === 0) await artifacts.remove(artifact.digest, 0);
      return artifact;
    },
  });
  expect(await isThere(digest)).toBe(true);
  expect(puts).toBe(2);
});

test('jobs and the removal of what they begin with, all at once: a job that was taken has its weights', async () => {
  const { artifacts, store, upload } = await place();
  for (let round = 0; round < 20; round++) {
    const digest = await upload(`weights ${round}`);
    const early = round % 2 === 0 ? undefined : store.uploads.remove(digest);
    const creation = store.jobs.create(beginning(digest));
    const [job, removal] = await Promise.allSettled([creation, early ?? store.uploads.remove(digest)]);
    expect(await artifacts.has(digest)).toBe(job.status === 'fulfilled');
    if (job.status === 'rejected') expect(job.reason).toBeInstanceOf(ArtifactGone);
    else if (removal.status === 'rejected') expect(removal.reason).toBeInstanceOf(ArtifactInUse);
  }
});

test('uploads and removals of the same bytes, all at once: what was answered as kept is there', async () => {
  const { store, upload, isThere } = await place();
  for (let round = 0; round < 10; round++) {
    const results = await Promise.allSettled([
      upload('same'),
      store.uploads.remove(await upload('same')),
      upload('same'),
    ]);
    const [one] = results;
    expect(one.status).toBe('fulfilled');
    const digest = (one as PromiseFulfilledResult<string>).value;
    expect(await isThere(digest)).toBe(await store.uploads.isKept(digest));
    await upload('same');
    expect(await isThere(digest)).toBe(true);
  }
});

test('above the disk quota nothing more is sent or begun; a search for the rate keeps nothing and may', async () => {
  const { artifacts, store, upload } = await place({ limits: { diskQuota: 200 } });
  const first = await upload('one');
  await upload('two');
  const put = vi.fn(() => artifacts.put(bytes('three')));
  const third = store.uploads.keep({ size: 100, digest: () => artifacts.digestOf(bytes('three')), put });
  await expect(third).rejects.toThrow(DiskQuotaReached);
  expect(put).not.toHaveBeenCalled();
  // What is there needs no room.
  expect(await upload('one')).toBe(first);
  await expect(store.jobs.create(spec())).rejects.toThrow('LEARND_DISK_QUOTA');
  const { epochs, ...rest } = spec() as Record<string, unknown> & { epochs: number };
  await store.jobs.create({ ...rest, kind: 'lr-find', maxEpochs: epochs } as never);
  await store.uploads.remove(first);
  await upload('three');
});

test('files of an older version, which had no rows for them, become uploads and are not swept', async () => {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  const file = join(folder, 'learnd.db');
  await (await openStore(file)).close();
  const { digest } = await artifacts.put(bytes('sent long ago'));
  const late = (await artifacts.put(bytes('orphan'))).digest;
  await utimes(placeOf(folder, digest), 1, 1);
  const store = await openStore(file, { files: artifacts });
  expect(await store.uploads.isKept(digest)).toBe(true);
  expect(await store.uploads.isKept(late)).toBe(false);
  expect(await store.sweep(HOUR)).toBe(0);
  expect(await artifacts.has(digest)).toBe(true);
  await store.close();

  // That is done once: what nobody names later, and a crash left there, does not look as if it had been sent.
  const left = (await artifacts.put(bytes('left by a crash'))).digest;
  await utimes(placeOf(folder, left), 1, 1);
  const again = await openStore(file, { files: artifacts });
  expect(await again.uploads.isKept(digest)).toBe(true);
  expect(await again.uploads.isKept(left)).toBe(false);
  expect(await again.sweep(HOUR)).toBe(1);
  await again.close();
});
