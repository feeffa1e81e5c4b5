import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { BadCursor, type RunQuery, type Store } from '../../server/store/index.ts';
import { Job, Run, RunSummary } from '../../shared/resources.ts';
import { SORTS } from '../../shared/routes.ts';
import { epochEnd, freshStore, runningJob, spec } from './fixture.ts';

const all: RunQuery = { sort: '-createdAt', limit: 50 };

async function pages(store: Store, query: RunQuery, between?: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await store.runs.list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
    await between?.();
  }
  return ids;
}

/** Runs with these validation losses (and accuracies, their tenths), one with none for null; ids in order of creation. */
async function runsWith(store: Store, losses: (number | null)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const loss of losses) {
    const id = await runningJob(store);
    if (loss !== null) await store.journal.append(id, 1, [epochEnd(0, 'valid', loss)]);
    ids.push(id);
  }
  return ids;
}

describe('runs', () => {
  test('are paged in every order, nulls last whichever way, the newest first among equals', async () => {
    const store = await freshStore();
    const ids = await runsWith(store, [2, null, 1, 2, null, 2, 3]);
    const [a, b, c, d, e, f, g] = ids;
    const expected: Record<(typeof SORTS)[number], (string | undefined)[]> = {
      createdAt: [a, b, c, d, e, f, g],
      '-createdAt': [g, f, e, d, c, b, a],
      loss: [c, f, d, a, g, e, b],
      '-loss': [g, f, d, a, c, e, b],
      accuracy: [c, f, d, a, g, e, b],
      '-accuracy': [g, f, d, a, c, e, b],
    };
    for (const sort of SORTS) {
      for (const limit of [1, 2, 3, 7, 50])
        expect(await pages(store, { sort, limit })).toEqual(expected[sort]);
    }
  });

  test('keep their pages while runs are added', async () => {
    const store = await freshStore();
    const ids = await runsWith(store, [1, 1, 1, 1]);
    const seen = await pages(store, { sort: '-createdAt', limit: 1 }, () => store.jobs.create(spec()));
    expect(seen).toEqual([...ids].reverse());
  });

  test('are found by state, name, tag, dataset, accuracy and loss', async () => {
    const store = await freshStore();
    const named = await store.jobs.create(spec({ name: '50%_Off', tags: ['course', 'x'] }));
    const other = await store.jobs.create(
      spec({ name: '500 off', tags: ['courses'], dataset: { ...spec().dataset, name: 'mnist' } }),
    );
    const nameless = await store.jobs.create(spec());
    for (const loss of [1, 2, 3]) {
      const claim = (await store.jobs.claim('w', ['wasm']))!;
      await store.journal.append(claim.id, 1, [epochEnd(0, 'valid', loss)]);
    }
    await store.jobs.change(other.id, { from: ['running'], to: 'failed' });
    const find = async (query: Partial<RunQuery>) => pages(store, { ...all, sort: 'createdAt', ...query });
    expect(await find({ state: 'failed' })).toEqual([other.id]);
    expect(await find({ name: 'off' })).toEqual([named.id, other.id]);
    expect(await find({ name: '0%_' })).toEqual([named.id]);
    expect(await find({ tag: 'course' })).toEqual([named.id]);
    expect(await find({ dataset: 'mnist' })).toEqual([other.id]);
    expect(await find({ maxLoss: 2 })).toEqual([named.id, other.id]);
    expect(await find({ minAccuracy: 0.2 })).toEqual([other.id, nameless.id]);
    expect(await find({ minAccuracy: 0.2, state: 'running' })).toEqual([nameless.id]);
    expect(await find({ name: '\'; DROP TABLE "Run"; --' })).toEqual([]);
  });

  test('fit the wire contract', async () => {
    const store = await freshStore();
    const [id] = await runsWith(store, [1]);
    const { items } = await store.runs.list(all);
    expect(items).toHaveLength(1);
    expect(Value.Errors(RunSummary, items[0])).toEqual([]);
    expect(Value.Errors(Run, await store.runs.get(id!))).toEqual([]);
    expect(Value.Errors(Job, await store.jobs.get(id!))).toEqual([]);
  });
});

describe('jobs', () => {
  test('are paged newest first, also by state, each queued one with its position', async () => {
    const store = await freshStore();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await store.jobs.create(spec())).id);
    await store.jobs.claim('w', ['wasm']);
    const first = await store.jobs.list({ limit: 3 });
    expect(first.items.map(({ id, position }) => [id, position])).toEqual([
      [ids[4], 4],
      [ids[3], 3],
      [ids[2], 2],
    ]);
    const second = await store.jobs.list({ limit: 3, cursor: first.next! });
    expect(second.items.map(({ id, position }) => [id, position])).toEqual([
      [ids[1], 1],
      [ids[0], null],
    ]);
    expect(second.next).toBeNull();
    const running = await store.jobs.list({ limit: 3, state: 'running' });
    expect(running.items.map(({ id }) => id)).toEqual([ids[0]]);
  });
});

test('a cursor of another list, or of none, is refused', async () => {
  const store = await freshStore();
  await runsWith(store, [1, 2, 3]);
  const { next } = await store.runs.list({ sort: 'loss', limit: 1 });
  expect(next).toEqual(expect.any(String));
  for (const cursor of [
    next!,
    'nonsense',
    '',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ]) {
    await expect(store.runs.list({ sort: 'accuracy', limit: 1, cursor })).rejects.toThrow(BadCursor);
  }
  for (const cursor of [next!, 'nonsense', '']) {
    await expect(store.jobs.list({ limit: 1, cursor })).rejects.toThrow(BadCursor);
  }
});
