import { expect, test, vi } from 'vitest';
import { batches, freshStore, runningJob, spec } from '../store/fixture.ts';
import { freshApi, type Heard, listen } from './fixture.ts';

const told = ({ frames }: Heard): string[] =>
  frames.map(({ run, seq, type, to }) => `${run} ${seq} ${type} ${to}`);

test('first the latest state of every unfinished job, then each change', async () => {
  // Jobs from before this server was started: nothing of them is in memory.
  const store = await freshStore();
  const running = await runningJob(store);
  await store.journal.append(
    running,
    1,
    Array.from({ length: 150 }, (_, i) => batches(i, [i])),
  );
  const done = await store.jobs.create(spec());
  await store.jobs.change(done.id, { from: ['queued'], to: 'cancelled' });
  const waiting = await store.jobs.create(spec());
  const { stream } = await freshApi({ store });
  const after = await store.jobs.create(spec());
  const heard = listen(stream('/stream'));
  const first = [`${running} 2 state running`, `${waiting.id} 1 state queued`, `${after.id} 1 state queued`];
  await vi.waitFor(() => expect(told(heard)).toEqual(first));
  await store.journal.append(running, 1, [batches(150, [1])]);
  await store.jobs.change(running, { from: ['running'], to: 'succeeded', attempt: 1 });
  await store.jobs.change(waiting.id, { from: ['queued'], to: 'cancelled' });
  const changes = [`${running} 154 state succeeded`, `${waiting.id} 2 state cancelled`];
  await vi.waitFor(() => expect(told(heard)).toEqual([...first, ...changes]));
});

test('no change is missed or told twice while readers connect', async () => {
  const { store, stream } = await freshApi();
  const readers: Heard[] = [];
  const ids: string[] = [];
  const cancels: Promise<unknown>[] = [];
  for (let i = 0; i < 60; i++) {
    const creation = store.jobs.create(spec());
    if (i % 4 === 2) readers.push(listen(stream('/stream')));
    ids.push((await creation).id);
    if (i % 3 === 0) {
      const oldest = ids[(i / 3) * 2]!;
      cancels.push(store.jobs.change(oldest, { from: ['queued'], to: 'cancelled' }));
    }
  }
  await Promise.all(cancels);
  const last = await store.jobs.create(spec());
  for (const heard of readers) {
    await vi.waitFor(() => expect(heard.frames.at(-1)?.run).toBe(last.id), { timeout: 5000 });
    const lines = told(heard);
    expect(new Set(lines).size).toBe(lines.length);
    const seqs = new Map<string, number>();
    for (const { run, seq } of heard.frames) {
      expect(seq).toBeGreaterThan(seqs.get(run) ?? 0);
      seqs.set(run, seq);
    }
    // Whatever the moment, who listens ends up with what is true.
    const states = new Map(heard.frames.map(({ run, to }) => [run, to]));
    for (const { id, state } of (await store.jobs.list({ limit: 500 })).items) {
      if (state !== 'cancelled' || states.has(id)) expect([id, states.get(id)]).toEqual([id, state]);
    }
  }
});

test('a change that the first picture already shows is not told again; the journals are left alone', async () => {
  const { store, stream } = await freshApi();
  const list = store.jobs.list;
  const born: string[] = [];
  vi.spyOn(store.jobs, 'list').mockImplementation(async (query) => {
    // The reader already listens when this job is made, and finds it in the list too.
    if (born.length === 0) born.push((await store.jobs.create(spec())).id);
    return list(query);
  });
  const read = vi.spyOn(store.journal, 'read');
  const heard = listen(stream('/stream'));
  await vi.waitFor(() => expect(heard.frames).toHaveLength(1));
  await store.jobs.change(born[0]!, { from: ['queued'], to: 'cancelled' });
  const lines = [`${born[0]} 1 state queued`, `${born[0]} 2 state cancelled`];
  await vi.waitFor(() => expect(told(heard).at(-1)).toBe(lines[1]));
  expect(told(heard)).toEqual(lines);
  expect(read).not.toHaveBeenCalled();
});
