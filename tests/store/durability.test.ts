import { readlinkSync, realpathSync } from 'node:fs';
import { type FileHandle, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openStore } from '../../server/store/index.ts';
import { freshFolder } from '../artifacts/fixture.ts';
import { batches, runningJob } from './fixture.ts';

afterEach(() => vi.restoreAllMocks());

const digest = (step: number) => `sha256:${String(step).padStart(64, '0')}`;

/** Writes down, in their order, which files were synced and which artifacts removed. */
async function watched() {
  const folder = await freshFolder();
  const happened: string[] = [];
  const probe = await open(folder);
  const handles = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const sync = handles.datasync;
  vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
    happened.push(readlinkSync(`/proc/self/fd/${this.fd}`));
    return sync.call(this);
  });
  const present = new Set<string>();
  const files = {
    size: async (name: string) => (present.has(name) ? 1 : null),
    remove: async (name: string) => {
      happened.push(name);
      return present.delete(name);
    },
    async *list() {
      for (const name of present) yield { digest: name, ageMs: 1000 };
    },
  };
  // Through a link, as some keep their data: the log lies beside the file that it leads to.
  const linked = join(await freshFolder(), 'linked.db');
  await (await openStore(join(folder, 'learnd.db'))).close();
  await symlink(join(folder, 'learnd.db'), linked);
  const store = await openStore(linked, { files });
  return { store, present, happened, handles, log: `${realpathSync(folder)}/learnd.db-wal` };
}

test.runIf(process.platform === 'linux')(
  'a file goes only when it is on the disk that no row names it',
  async () => {
    const { store, present, happened, log } = await watched();
    for (const step of [1, 2, 9]) present.add(digest(step));
    const run = await runningJob(store, {
      checkpoint: { everyEpochs: 1, everyBatches: null, everySeconds: null, keepLast: 1 },
    });
    for (const step of [1, 2]) {
      await store.journal.append(run, 1, [
        batches(step - 1, [1]),
        { type: 'checkpoint', epoch: 0, step, artifact: digest(step), optimizer: null },
      ]);
    }
    await vi.waitFor(() => expect(happened).toContain(digest(1)));
    expect(happened).toEqual([log, digest(1)]);
    happened.length = 0;
    expect(await store.sweep(0)).toBe(1);
    expect(happened).toEqual([log, digest(9)]);
    await store.close();
  },
);

test('what cannot be made sure of is not removed, and a run is deleted all the same', async () => {
  const { store, present, happened, handles } = await watched();
  present.add(digest(1));
  const run = await runningJob(store);
  await store.journal.append(run, 1, [
    batches(0, [1]),
    { type: 'checkpoint', epoch: 0, step: 1, artifact: digest(1), optimizer: null },
  ]);
  await store.jobs.change(run, { from: ['running'], to: 'succeeded' });
  vi.spyOn(handles, 'datasync').mockRejectedValue(new Error('the disk is gone'));
  await store.runs.delete(run);
  expect(await store.runs.get(run)).toBeNull();
  expect(happened).toEqual([]);
  await store.close();
});
