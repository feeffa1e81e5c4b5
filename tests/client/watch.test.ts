import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { type FakeServer, fakeServer, journalOf, RUN, send, sendAll } from './fake-server.ts';

let server: FakeServer;
afterEach(() => server.app.close());

const read = (after?: number) => seqs(createClient(server.url).watch(RUN, { after }));
async function seqs(events: AsyncIterable<RunEvent>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { seq } of events) seen.push(seq);
  return seen;
}
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Reproducible "chance" (Lehmer). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

describe('a stream that holds', () => {
  it('gives the whole journal over one connection and ends', async () => {
    server = await fakeServer(journalOf(20));
    expect(await read()).toEqual(upTo(20));
    expect(server.connections).toEqual([0]);
  });

  it('starts after what was already seen', async () => {
    server = await fakeServer(journalOf(20));
    expect(await read(15)).toEqual(upTo(20, 16));
  });

  it('ends at once when everything was already seen', async () => {
    server = await fakeServer(journalOf(20));
    expect(await read(20)).toEqual([]);
    expect(server.connections).toEqual([20]);
  });

  it('loses nothing when the consumer is slower than the server', async () => {
    server = await fakeServer(journalOf(3000));
    const seen: number[] = [];
    for await (const { seq } of createClient(server.url).watch(RUN)) {
      seen.push(seq);
      if (seq % 500 === 1) await wait(20);
    }
    expect(seen).toEqual(upTo(3000));
  });

  it('goes on behind an `end` that was not the last: a retried run', async () => {
    const journal = journalOf(20);
    journal[9] = { run: RUN, seq: 10, time: journal[9]!.time, type: 'end', state: 'failed' };
    server = await fakeServer(journal);
    expect(await read()).toEqual(upTo(20));
  });
});

describe('a stream that drops', () => {
  it.each([1, 2, 3])('gives every event once and in order across random cuts (seed %i)', async (seed) => {
    const journal = journalOf(400);
    const pick = chance(seed);
    const cuts = [1001, 1006, 1011, CLOSE.tooSlow] as const;
    server = await fakeServer(journal, (connection) => {
      const { socket, after } = connection;
      const last = after + pick(80);
      if (last >= journal.length) return sendAll(connection, journal);
      send(socket, journal, after, last);
      const code = cuts[pick(cuts.length)]!;
      // Without a close frame the last events may be lost on the way: the reader then asks for them again.
      if (code === 1006) socket.terminate();
      else socket.close(code);
    });
    expect(await read()).toEqual(upTo(400));
    expect(server.connections.length).toBeGreaterThan(5);
    expect(server.connections).toEqual(server.connections.toSorted((a, b) => a - b));
  });

  it('waits for a server that restarts', async () => {
    const journal = journalOf(10);
    server = await fakeServer(journal, ({ socket }) => send(socket, journal, 0, 4));
    const events = createClient(server.url).watch(RUN);
    for (let i = 0; i < 4; i++) await events.next();
    const port = Number(new URL(server.url).port);
    await server.app.close();
    const rest = seqs(events);
    await wait(300);
    server = await fakeServer(journal, undefined, { port });
    expect(await rest).toEqual(upTo(10, 5));
    expect(server.connections).toEqual([4]);
  });

  it('tells of each connection that is made, and of each that is lost', async () => {
    const journal = journalOf(10);
    server = await fakeServer(journal, (connection) => {
      if (connection.nth > 1) return sendAll(connection, journal);
      send(connection.socket, journal, 0, 5);
      connection.socket.close(CLOSE.goingAway);
    });
    const told: (string | number)[] = [];
    const events = createClient(server.url).watch(RUN, { onState: (state) => told.push(state) });
    for await (const { seq } of events) if (seq % 5 === 0) told.push(seq);
    expect(told).toEqual(['open', 5, 'lost', 'open', 10]);
  });

  it('connects again when the server says "ended" too early', async () => {
    const journal = journalOf(10);
    server = await fakeServer(journal, (connection) => {
      if (connection.nth > 1) return sendAll(connection, journal);
      send(connection.socket, journal, 0, 5);
      connection.socket.close(CLOSE.ended);
    });
    expect(await read()).toEqual(upTo(10));
    expect(server.connections).toEqual([0, 5]);
  });
});

describe('a stream with mistakes', () => {
  it.each([
    ['a duplicate', [1, 2, 2, 3]],
    ['a hole', [1, 2, 4]],
    ['an older event', [1, 2, 1]],
  ])('never passes on %s, but connects again', async (_, sent) => {
    const journal = journalOf(10);
    server = await fakeServer(journal, (connection) => {
      if (connection.nth > 1) return sendAll(connection, journal);
      for (const seq of sent) connection.socket.send(JSON.stringify(journal[seq - 1]));
    });
    expect(await read()).toEqual(upTo(10));
    expect(server.connections).toEqual([0, 2]);
  });

  it.each(['not JSON', '{"type":"batches"}', '42', 'null'])(
    'connects again after the frame %s',
    async (frame) => {
      const journal = journalOf(5);
      server = await fakeServer(journal, (connection) => {
        if (connection.nth > 1) return sendAll(connection, journal);
        connection.socket.send(frame);
      });
      expect(await read()).toEqual(upTo(5));
      expect(server.connections).toEqual([0, 0]);
    },
  );
});

describe('a gap', () => {
  it('is filled over HTTP, page by page, before the live events go on', async () => {
    const journal = journalOf(2500);
    server = await fakeServer(journal, (connection) => {
      send(connection.socket, journal, 0, 10);
      connection.socket.send(JSON.stringify({ type: 'gap', after: 10, next: 2400 }));
      sendAll({ ...connection, after: 2399 }, journal);
    });
    expect(await read()).toEqual(upTo(2500));
    expect(server.connections).toEqual([0]);
    expect(server.pages).toEqual([
      { after: 10, limit: 1000 },
      { after: 1010, limit: 1000 },
      { after: 2010, limit: 389 },
    ]);
  });

  it('is asked for again after a drop when it cannot be filled', async () => {
    const journal = journalOf(20);
    server = await fakeServer(journal, (connection) => {
      if (connection.nth > 1) return sendAll(connection, journal);
      send(connection.socket, journal, 0, 10);
      connection.socket.send(JSON.stringify({ type: 'gap', after: 10, next: 40 }));
    });
    expect(await read()).toEqual(upTo(20));
    expect(server.connections).toEqual([0, 20]);
  });
});

describe('the end of a watch', () => {
  it('is an error, and no new attempt, when the run does not exist', async () => {
    server = await fakeServer([]);
    await expect(seqs(createClient(server.url).watch('nobody'))).rejects.toThrow(
      /runs\/nobody\/stream closed with 4404: it knows no such run; no run of this id/,
    );
  });

  it.each([CLOSE.badRequest, CLOSE.noToken, CLOSE.badOrigin])('is an error on close %i', async (code) => {
    server = await fakeServer([], ({ socket }) => socket.close(code));
    await expect(read()).rejects.toMatchObject({ name: 'StreamClosed', code });
    expect(server.connections).toHaveLength(1);
  });

  it('is the reason of the signal when aborted while nothing comes', async () => {
    const journal = journalOf(10);
    server = await fakeServer(journal, ({ socket }) => send(socket, journal, 0, 3));
    const stop = new AbortController();
    const events = createClient(server.url).watch(RUN, { signal: stop.signal });
    for (let i = 0; i < 3; i++) await events.next();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(events.next()).rejects.toThrow('enough');
  });

  it('closes the socket when the consumer leaves', async () => {
    const journal = journalOf(10);
    const closed: Promise<unknown[]>[] = [];
    server = await fakeServer(journal, ({ socket }) => {
      closed.push(once(socket, 'close'));
      send(socket, journal, 0, 3);
    });
    for await (const _ of createClient(server.url).watch(RUN)) break;
    expect(closed).toHaveLength(1);
    expect((await closed[0])?.[0]).toBe(1005);
  });
});
