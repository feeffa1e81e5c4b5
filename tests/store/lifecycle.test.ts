import { describe, expect, test } from 'vitest';
import { ImpossibleTransition, type Store } from '../../server/store/index.ts';
import { canBecome, hasEnded, STATES, type State, TRANSITIONS } from '../../shared/lifecycle.ts';
import { freshStore, sharedStore, spec } from './fixture.ts';

/** The shortest way from queued to a state. */
function wayTo(state: State): State[] {
  const ways: State[][] = [['queued']];
  for (const way of ways) {
    const last = way.at(-1)!;
    if (last === state) return way;
    for (const next of TRANSITIONS[last]) if (!way.includes(next)) ways.push([...way, next]);
  }
  throw new Error(`no way to ${state}`);
}

async function jobIn(store: Store, state: State): Promise<string> {
  const { id } = await store.jobs.create(spec());
  const way = wayTo(state);
  for (let i = 1; i < way.length; i++) await store.jobs.change(id, { from: [way[i - 1]!], to: way[i]! });
  return id;
}

const open = sharedStore();
const pairs = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

describe('a change of state', () => {
  test.each(pairs.filter(([from, to]) => canBecome(from, to)))('%s -> %s happens once', async (from, to) => {
    const store = open();
    const id = await jobIn(store, from);
    const before = (await store.journal.lastSeq(id))!;

    expect(await store.jobs.change(id, { from: [from], to, attempt: 7 })).toBeNull();
    const changed = await store.jobs.change(id, { from: [from], to, attempt: 0, reason: 'why' });
    expect(changed).toMatchObject({ id, state: to, attempt: 0 });
    expect(changed?.finishedAt === null).toBe(!hasEnded(to));
    expect(await store.jobs.change(id, { from: [from], to })).toBeNull();

    const told = await store.journal.read(id, before, 10);
    const said = { run: id, seq: before + 1, type: 'state', from, to, attempt: 0, reason: 'why' };
    const end = { run: id, seq: before + 2, type: 'end', state: to };
    const time = expect.any(String);
    expect(told).toEqual(
      hasEnded(to)
        ? [
            { ...said, time },
            { ...end, time },
          ]
        : [{ ...said, time }],
    );
  });

  test.each(pairs.filter(([from, to]) => !canBecome(from, to)))(
    '%s -> %s is impossible',
    async (from, to) => {
      const store = open();
      const id = await jobIn(store, from);
      const before = await store.journal.lastSeq(id);
      await expect(store.jobs.change(id, { from: [from], to })).rejects.toThrow(ImpossibleTransition);
      expect(await store.jobs.get(id)).toMatchObject({ state: from });
      expect(await store.journal.lastSeq(id)).toBe(before);
    },
  );

  test('of a job that is not there is refused', async () => {
    const store = open();
    expect(await store.jobs.change('nobody', { from: ['queued'], to: 'cancelled' })).toBeNull();
  });

  test('has one winner', async () => {
    const store = open();
    const id = await jobIn(store, 'running');
    const wanted: State[] = ['succeeded', 'failed', 'cancelling', 'queued'];
    const results = await Promise.all(wanted.map((to) => store.jobs.change(id, { from: ['running'], to })));
    expect(results.filter(Boolean)).toHaveLength(1);
  });
});

describe('what a change leaves on the job', () => {
  test('a failure shows its error until the job is asked to go on', async () => {
    const store = await freshStore();
    const id = await jobIn(store, 'running');
    const failed = await store.jobs.change(id, { from: ['running'], to: 'failed', error: 'loss is NaN' });
    expect(failed).toMatchObject({ error: 'loss is NaN', position: null });
    const again = await store.jobs.change(id, { from: ['failed'], to: 'queued' });
    expect(again).toMatchObject({ error: null, finishedAt: null, position: 1 });
  });

  test('who lost its trainer keeps its place; who comes back goes to the end of the queue', async () => {
    const store = await freshStore();
    const first = await jobIn(store, 'running');
    const second = await jobIn(store, 'queued');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await store.jobs.change(first, { from: ['running'], to: 'queued', lost: true })).toMatchObject({
      position: 1,
    });
    expect(await store.jobs.attempts(first)).toMatchObject({ losses: 1 });
    await store.jobs.change(first, { from: ['queued'], to: 'cancelled' });
    expect(await store.jobs.change(first, { from: ['cancelled'], to: 'queued' })).toMatchObject({
      position: 2,
    });
    expect(await store.jobs.attempts(first)).toMatchObject({ losses: 0 });
    expect(await store.jobs.get(second)).toMatchObject({ position: 1 });
  });
});
