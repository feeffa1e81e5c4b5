import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Store } from '../../server/store/index.ts';
import { batches, runningJob } from '../store/fixture.ts';
import { freshApi, type Heard, listen, opened, wireOf } from './fixture.ts';

/** A frame of about 100 kB: some hundreds of them fill what the system keeps for a connection. */
const LARGE = 'x'.repeat(100_000);
const appendLarge = (store: Store, run: string, count: number) =>
  store.journal.append(
    run,
    1,
    Array.from({ length: count }, () => ({ type: 'log', level: 'info', message: LARGE }) as const),
  );
const finish = (store: Store, run: string) =>
  store.jobs.change(run, { from: ['running'], to: 'succeeded', attempt: 1 });
const seqs = ({ frames }: Heard): number[] => frames.map(({ seq }) => seq);
const span = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const heardUpTo = (heard: Heard, seq: number) =>
  vi.waitFor(() => expect(heard.frames.at(-1)?.seq).toBe(seq), { timeout: 20_000 });

test('whenever a reader connects, it hears the journal exactly: replay, live, and the end', async () => {
  const { store, stream } = await freshApi();
  const run = await runningJob(store);
  const readers: { after: number; heard: Heard }[] = [];
  for (let i = 0; i < 120; i++) {
    const append = store.journal.append(run, 1, [
      batches(2 * i, [i, i]),
      { type: 'log', level: 'info', message: `${i}` },
    ]);
    if (i % 6 === 3) {
      // A cut anywhere, also before the head and, by a little, after it.
      const after = Math.floor(Math.random() * (2 * i + 4));
      readers.push({ after, heard: listen(stream(`/runs/${run}/stream?after=${after}`)) });
    }
    if (i % 5 === 0) await sleep(Math.random() * 8);
    await append;
  }
  await finish(store, run);
  const journal = await store.journal.read(run, 0, 1000);
  expect(journal.at(-1)?.type).toBe('end');
  expect(readers).toHaveLength(20);
  for (const { after, heard } of readers) {
    expect(await heard.closed).toEqual({ code: 1000, reason: 'the run has ended' });
    expect(heard.frames).toEqual(journal.slice(after));
  }
  const late = listen(stream(`/runs/${run}/stream`));
  expect((await late.closed).code).toBe(1000);
  expect(late.frames).toEqual(journal);
  const nothing = listen(stream(`/runs/${run}/stream?after=${journal.length}`));
  expect((await nothing.closed).code).toBe(1000);
  expect(nothing.frames).toEqual([]);
});

test('an end that was not the last word does not end the stream', async () => {
  const { store, stream } = await freshApi();
  const run = await runningJob(store);
  await store.jobs.change(run, { from: ['running'], to: 'failed', attempt: 1, error: 'tested' });
  await store.jobs.change(run, { from: ['failed'], to: 'queued' });
  const heard = listen(stream(`/runs/${run}/stream`));
  await heardUpTo(heard, 5);
  await store.jobs.change(run, { from: ['queued'], to: 'cancelled' });
  expect((await heard.closed).code).toBe(1000);
  expect(seqs(heard)).toEqual(span(1, 7));
  expect(heard.frames.filter(({ type }) => type === 'end')).toHaveLength(2);
});

test('a live reader that falls behind loses events, is told which, and still hears the end', async () => {
  const { store, stream } = await freshApi();
  const run = await runningJob(store);
  const [slow, quick] = [listen(stream(`/runs/${run}/stream`)), listen(stream(`/runs/${run}/stream`))];
  await Promise.all([heardUpTo(slow, 2), heardUpTo(quick, 2)]);
  wireOf(slow.socket).pause();
  for (let i = 0; i < 150; i++) {
    await appendLarge(store, run, 1);
    await heardUpTo(quick, 3 + i);
  }
  wireOf(slow.socket).resume();
  await vi.waitFor(() => expect(slow.frames.some(({ type }) => type === 'gap')).toBe(true), {
    timeout: 20_000,
  });
  await finish(store, run);
  expect((await slow.closed).code).toBe(1000);
  const at = slow.frames.findIndex(({ type }) => type === 'gap');
  const gap = slow.frames[at];
  expect(gap).toEqual({ type: 'gap', after: at, next: expect.any(Number) });
  expect(gap.next).toBeGreaterThan(gap.after + 1);
  expect(seqs({ ...slow, frames: slow.frames.slice(0, at) })).toEqual(span(1, gap.after));
  expect(seqs({ ...slow, frames: slow.frames.slice(at + 1) })).toEqual(span(gap.next, 154));
  expect((await quick.closed).code).toBe(1000);
  expect(seqs(quick)).toEqual(span(1, 154));
});

test('a replay waits for its reader, and nothing is lost', async () => {
  const { store, stream } = await freshApi();
  const run = await runningJob(store);
  await appendLarge(store, run, 200);
  const heard = listen(stream(`/runs/${run}/stream`));
  await opened(heard.socket);
  wireOf(heard.socket).pause();
  await sleep(500);
  expect(heard.frames.length).toBeLessThan(200);
  wireOf(heard.socket).resume();
  await finish(store, run);
  expect((await heard.closed).code).toBe(1000);
  expect(seqs(heard)).toEqual(span(1, 204));
});

test('a reader that takes nothing for too long is closed, in replay and live', async () => {
  const { store, stream } = await freshApi({ live: { drainMs: 300 } });
  const run = await runningJob(store);
  const live = listen(stream(`/runs/${run}/stream`));
  await heardUpTo(live, 2);
  wireOf(live.socket).pause();
  await appendLarge(store, run, 200);
  const replay = listen(stream(`/runs/${run}/stream?after=1`));
  await opened(replay.socket);
  wireOf(replay.socket).pause();
  await sleep(1200);
  for (const { socket, closed } of [live, replay]) {
    wireOf(socket).resume();
    expect(await closed).toEqual({ code: 4408, reason: expect.stringContaining('connect again') });
  }
});

test('a client that does not answer pings is dropped; one that does stays', async () => {
  const { app, store, stream } = await freshApi({ live: { pingMs: 100 } });
  const run = await runningJob(store);
  const [mute, well] = [
    listen(stream(`/runs/${run}/stream`), { autoPong: false }),
    listen(stream(`/runs/${run}/stream`)),
  ];
  expect((await mute.closed).code).toBe(1006);
  await sleep(300);
  expect(well.socket.readyState).toBe(well.socket.OPEN);
  expect(app.websocketServer.clients.size).toBe(1);
});

test('a server that goes down says so', async () => {
  const { app, store, stream } = await freshApi();
  const run = await runningJob(store);
  const readers = [listen(stream(`/runs/${run}/stream`)), listen(stream('/stream'))];
  await Promise.all(readers.map(({ socket }) => opened(socket)));
  await app.close();
  for (const { closed } of readers) {
    expect(await closed).toEqual({ code: 1001, reason: expect.stringContaining('connect again') });
  }
});

test('a stream that fails inside is closed, and the server goes on', async () => {
  const { store, stream } = await freshApi();
  const run = await runningJob(store);
  vi.spyOn(store.journal, 'read').mockRejectedValueOnce(new Error('disk'));
  expect((await listen(stream(`/runs/${run}/stream`)).closed).code).toBe(1011);
  await heardUpTo(listen(stream(`/runs/${run}/stream`)), 2);
});
