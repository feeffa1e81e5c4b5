import { expect, test } from 'vitest';
import { RunHeld, type Store, UnknownRun } from '../../server/store/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { freshArtifacts } from '../artifacts/fixture.ts';
import { batches, epochEnd, freshStore, runningJob, spec } from './fixture.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function place() {
  const artifacts = await freshArtifacts();
  return { artifacts, store: await freshStore({ files: artifacts }) };
}

/** A run that has ended, with a checkpoint, scores and tags, made by a request with a key. */
async function endedRun(store: Store, artifact: string): Promise<string> {
  const { job } = await store.jobs.createOnce(spec({ tags: ['a'] }), { key: `key-${artifact}`, digest: 'd' });
  await store.jobs.claim('tester', ['wasm']);
  await store.journal.append(job.id, 1, [
    batches(0, [1, 2]),
    epochEnd(0, 'valid', 1),
    { type: 'checkpoint', epoch: 0, step: 2, artifact, optimizer: null },
  ]);
  await store.jobs.change(job.id, { from: ['running'], to: 'succeeded' });
  return job.id;
}

test('a run goes with all that belongs to it, and the key that made it can make another', async () => {
  const { artifacts, store } = await place();
  const { digest } = await artifacts.put(bytes('weights'));
  const id = await endedRun(store, digest);
  await store.runs.delete(id);
  expect(await store.jobs.get(id)).toBe(null);
  expect(await store.runs.get(id)).toBe(null);
  expect(await store.journal.read(id, 0, 10)).toEqual([]);
  expect(await artifacts.has(digest)).toBe(false);
  expect(await store.jobs.madeBy({ key: `key-${digest}`, digest: 'd' })).toBe(null);
  expect((await store.census()).jobs).toEqual({});
  await expect(store.runs.delete(id)).rejects.toThrow(UnknownRun);
});

test('a file stays as long as another run or an upload names it', async () => {
  const { artifacts, store } = await place();
  const { digest } = await artifacts.put(bytes('weights'));
  const [one, other] = [await endedRun(store, digest), await store.jobs.create(spec())];
  await store.runs.delete(one);
  const put = () => artifacts.put(bytes('weights'));
  await store.uploads.keep({ size: 7, digest: async () => digest, put });
  const again = await store.jobs.create(
    spec({ init: { kind: 'weights', artifact: digest, optimizer: null } }),
  );
  await store.runs.delete(again.id);
  expect(await artifacts.has(digest)).toBe(true);
  await store.uploads.remove(digest);
  expect(await artifacts.has(digest)).toBe(false);
  expect((await store.jobs.get(other.id))!.state).toBe('queued');
});

test.each(['running', 'pausing', 'cancelling'] as const)('not while it is %s', async (state) => {
  const { store } = await place();
  const run = await runningJob(store);
  if (state !== 'running') await store.jobs.change(run, { from: ['running'], to: state });
  await expect(store.runs.delete(run)).rejects.toThrow(RunHeld);
  await expect(store.runs.delete(run)).rejects.toThrow(`is ${state}`);
  expect(await store.runs.get(run)).not.toBe(null);
});

test.each(['queued', 'paused'] as const)(
  'one that is %s is cancelled by it, and who listens hears its end',
  async (state) => {
    const { store } = await place();
    const { id } = await store.jobs.create(spec());
    if (state === 'paused') {
      await store.jobs.claim('tester', ['wasm']);
      await store.jobs.change(id, { from: ['running'], to: 'pausing' });
      await store.jobs.change(id, { from: ['pausing'], to: 'paused' });
    }
    const heard: RunEvent[] = [];
    store.journal.onAppend((_, events) => heard.push(...events));
    await store.runs.delete(id);
    expect(heard).toMatchObject([
      { type: 'state', from: state, to: 'cancelled', reason: 'The run was deleted' },
      { type: 'end', state: 'cancelled' },
    ]);
    expect(await store.jobs.claim('tester', ['wasm'])).toBe(null);
  },
);
