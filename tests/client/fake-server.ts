import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import type { RunEvent } from '../../shared/events.ts';
import { CLOSE } from '../../shared/protocol.ts';

/** One connection of a reader to the fake server. */
export type Connection = { socket: WebSocket; after: number; nth: number };

export type FakeServer = {
  app: FastifyInstance;
  url: string;
  /** `after` of every connection so far. */
  connections: number[];
  /** Query of every call of GET /runs/:id/events. */
  pages: { after: number; limit: number }[];
};

export const RUN = 'r1';

/** A journal of `length` events: batches, then `end`. */
export function journalOf(length: number): RunEvent[] {
  return Array.from({ length }, (_, i): RunEvent => {
    const placed = { run: RUN, seq: i + 1, time: new Date(i * 100).toISOString() };
    if (i === length - 1) return { ...placed, type: 'end', state: 'succeeded' };
    return {
      ...placed,
      type: 'batches',
      epoch: 0,
      split: 'train',
      from: i,
      loss: [1 / (i + 1)],
      accuracy: [0.5],
    };
  });
}

/** Sends events after `after` up to and including `last`. */
export function send(socket: WebSocket, journal: RunEvent[], after: number, last = journal.length): void {
  for (const event of journal.slice(after, last)) socket.send(JSON.stringify(event));
}

/** What a sound server does: everything after `after`, then 1000. */
export function sendAll({ socket, after }: Connection, journal: RunEvent[]): void {
  send(socket, journal, after);
  socket.close(CLOSE.ended);
}

/** Speaks the contract for one run, over a real port; how it behaves on the socket is up to the test. */
export async function fakeServer(
  journal: RunEvent[],
  connected: (connection: Connection) => void = (connection) => sendAll(connection, journal),
  {
    port = 0,
    routes = (_app: FastifyInstance): void => {},
    run = (): object => ({ id: RUN, lastSeq: journal.length }),
  } = {},
): Promise<FakeServer> {
  const app = fastify({ forceCloseConnections: true });
  const connections: number[] = [];
  const pages: FakeServer['pages'] = [];
  await app.register(websocket);
  app.get<{ Params: { id: string }; Querystring: { after?: string } }>(
    '/runs/:id/stream',
    { websocket: true },
    (socket, request) => {
      if (request.params.id !== RUN) return socket.close(CLOSE.notFound, 'no run of this id');
      const after = Number(request.query.after ?? 0);
      connections.push(after);
      connected({ socket, after, nth: connections.length });
    },
  );
  app.get<{ Querystring: { after: string; limit: string } }>('/runs/:id/events', (request) => {
    const page = { after: Number(request.query.after), limit: Number(request.query.limit) };
    pages.push(page);
    const items = journal.slice(page.after, page.after + page.limit);
    const last = page.after + items.length;
    return { items, next: last < journal.length ? last : null };
  });
  app.get('/runs/:id', run);
  routes(app);
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { app, url, connections, pages };
}
