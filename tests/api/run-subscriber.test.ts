import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { Outlet } from '../../server/api/live/outlet.ts';
import { RunSubscriber } from '../../server/api/live/run-subscriber.ts';
import { RunTails } from '../../server/api/live/run-tails.ts';
import type { Store } from '../../server/store/index.ts';
import { freshStore, runningJob } from '../store/fixture.ts';

/** A socket whose bytes wait until the test lets them go. */
class FakeSocket extends EventEmitter {
  readyState = 1;
  bufferedAmount = 0;
  readonly heard: string[] = [];
  #flushed: (() => void)[] = [];

  send(data: Buffer, _: object, flushed: () => void): void {
    const { type, seq, after, next } = JSON.parse(String(data));
    this.heard.push(type === 'gap' ? `gap ${after} ${next}` : `${type} ${seq}`);
    this.bufferedAmount += data.length;
    this.#flushed.push(flushed);
  }

  cork(): void {}
  uncork(): void {}

  flush(): void {
    this.bufferedAmount = 0;
    for (const flushed of this.#flushed.splice(0)) flushed();
  }

  close(code: number): void {
    this.readyState = 2;
    this.heard.push(`close ${code}`);
    this.emit('close');
  }
}

async function liveSubscriber() {
  const store = await freshStore();
  const run = await runningJob(store);
  const tails = new RunTails(store.journal);
  store.journal.onAppend((id, events) => tails.append(id, events));
  const socket = new FakeSocket();
  const outlet = new Outlet(socket as unknown as WebSocket, socket, 10_000);
  const pump = new RunSubscriber(run, 1, outlet, tails).pump();
  await vi.waitFor(() => expect(socket.heard).toEqual(['state 2']));
  return { store, run, socket, pump, tails };
}

const log = (store: Store, run: string, ...bytes: number[]) =>
  store.journal.append(
    run,
    1,
    bytes.map((count) => ({ type: 'log', level: 'info', message: 'x'.repeat(count) }) as const),
  );
const MIB = 1024 * 1024;

test('a full buffer alone is no gap: nothing was lost when what follows is the next event', async () => {
  const { store, run, socket } = await liveSubscriber();
  await log(store, run, MIB);
  await vi.waitFor(() => expect(socket.heard.at(-1)).toBe('log 3'));
  socket.flush();
  await log(store, run, MIB);
  await vi.waitFor(() => expect(socket.heard.at(-1)).toBe('log 4'));
  await log(store, run, 1);
  socket.flush();
  await vi.waitFor(() => expect(socket.heard).toEqual(['state 2', 'log 3', 'log 4', 'log 5']));
});

test('after a gap comes the very event it names, the end too, and then the close', async () => {
  const { store, run, socket, pump, tails } = await liveSubscriber();
  await log(store, run, MIB, 1, 1, 1);
  await store.jobs.change(run, { from: ['running'], to: 'succeeded', attempt: 1 });
  expect(socket.heard).toEqual(['state 2', 'log 3']);
  socket.flush();
  await vi.waitFor(() => expect(socket.heard.at(-1)).toBe('close 1000'));
  expect(socket.heard).toEqual(['state 2', 'log 3', 'gap 3 8', 'end 8', 'close 1000']);
  await pump;
  expect(tails.size).toBe(0);
});

test('a run that is deleted while its history is read is not found any more', async () => {
  const store = await freshStore();
  const run = await runningJob(store);
  // More than waits for one reader.
  await log(store, run, MIB, MIB, MIB);
  await store.jobs.change(run, { from: ['running'], to: 'succeeded', attempt: 1 });
  const socket = new FakeSocket();
  const outlet = new Outlet(socket as unknown as WebSocket, socket, 10_000);
  const pump = new RunSubscriber(run, 0, outlet, new RunTails(store.journal)).pump();
  await vi.waitFor(() => expect(socket.heard.at(-1)).toBe('log 3'));
  await store.runs.delete(run);
  while (socket.readyState === 1) {
    socket.flush();
    await new Promise(setImmediate);
  }
  await pump;
  expect(socket.heard.at(-1)).toBe('close 4404');
});
