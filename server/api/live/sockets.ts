import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type RawData, WebSocket } from 'ws';
import { CLOSE, JOBS_STREAM, PING_MS, SUBPROTOCOL } from '../../../shared/protocol.ts';
import type { Store } from '../../store/index.ts';
import { Refusal } from '../refusal.ts';
import { admitSocket, NoQuery, RunQuery } from './admittance.ts';
import { closeSocket, explainLimit } from './closing.ts';
import { type LiveCounts, noCounts } from './counts.ts';
import { keepAlive } from './heartbeat.ts';
import { JobStates } from './job-states.ts';
import { Outlet } from './outlet.ts';
import { CLIENT_LIMITS, expel, restrain } from './restraint.ts';
import { RunSubscriber } from './run-subscriber.ts';
import { RunTails } from './run-tails.ts';
import { StateSubscriber } from './state-subscriber.ts';

export type LiveOptions = {
  /** How long a subscriber may take nothing before it is closed. */
  drainMs?: number;
  pingMs?: number;
};

const DRAIN_MS = 30_000;
/** What a client may take to answer the close of a server that goes down. */
const GOODBYE_MS = 2000;

/** Registers the live sockets. Their end is part of the end of the app. @returns counts that go on counting */
export async function openSockets(
  app: FastifyInstance,
  store: Pick<Store, 'jobs' | 'journal'>,
  { drainMs = DRAIN_MS, pingMs = PING_MS }: LiveOptions = {},
): Promise<LiveCounts> {
  await app.register(websocket, {
    options: {
      ...CLIENT_LIMITS,
      // Unless told, the socket library takes the first that is offered, and would say a token back.
      handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
    },
    errorHandler: onError,
    preClose: sayGoodbye,
  });
  app.websocketServer.on('connection', (socket, request) => restrain(socket, request.socket));
  const counts = noCounts();
  const [tails, states] = [new RunTails(store.journal), new JobStates(store)];
  const leave = store.journal.onAppend((run, events) => {
    tails.append(run, events);
    states.append(run, events);
  });
  app.addHook('onClose', async () => leave());

  const open = (socket: WebSocket, request: FastifyRequest): Outlet => {
    keepAlive(socket, pingMs);
    return new Outlet(socket, request.raw.socket, drainMs, counts);
  };
  const stream = { method: 'GET', schema: { hide: true }, handler: askForUpgrade } as const;
  app.route<{ Params: { id: string } }>({
    ...stream,
    url: '/runs/:id/stream',
    wsHandler: async (socket, request) => {
      // Before anything is awaited: a message that comes at once must not be lost.
      refuseMessages(socket);
      const query = admitSocket(socket, request, RunQuery);
      if (!query) return;
      await new RunSubscriber(request.params.id, query.after, open(socket, request), tails).pump();
    },
  });
  app.route({
    ...stream,
    url: JOBS_STREAM,
    wsHandler: async (socket, request) => {
      refuseMessages(socket);
      if (!admitSocket(socket, request, NoQuery)) return;
      await new StateSubscriber(open(socket, request), states).pump();
    },
  });
  app.route({
    method: 'GET',
    url: '*',
    schema: { hide: true },
    handler: (_, reply) => reply.callNotFound(),
    wsHandler: refuseNoStream,
  });
  return counts;
}

async function askForUpgrade(_: unknown, reply: FastifyReply): Promise<never> {
  reply.header('upgrade', 'websocket').header('connection', 'upgrade');
  throw new Refusal(426, 'This is a stream of events: connect to it with a WebSocket');
}

/** Answers a socket where there is none. */
export function refuseNoStream(socket: WebSocket): void {
  expel(socket, CLOSE.notFound, 'no stream here: there are /stream and /runs/:id/stream');
}

function refuseMessages(socket: WebSocket): void {
  explainLimit(socket);
  socket.on('message', (_: RawData, isBinary: boolean) => {
    if (isBinary) expel(socket, CLOSE.binary, 'this stream takes no binary frames');
    else expel(socket, CLOSE.badRequest, 'this stream takes no messages');
  });
}

/** A client that breaks the protocol is already being closed with the code for it; what is open failed on our side. */
function onError(error: Error, socket: WebSocket, request: FastifyRequest, _: FastifyReply): void {
  if (socket.readyState !== WebSocket.OPEN) {
    request.log.debug({ err: error }, 'a socket ended badly');
    return;
  }
  request.log.error({ err: error }, `the stream ${request.url} failed`);
  closeSocket(socket, CLOSE.failed, 'the server failed; connect again after the last event you got');
}

function sayGoodbye(this: FastifyInstance, done: () => void): void {
  const { clients } = this.websocketServer;
  for (const client of clients) {
    closeSocket(client, CLOSE.goingAway, 'the server goes down; connect again after the last event you got');
  }
  const timer = setTimeout(() => {
    for (const client of clients) client.terminate();
  }, GOODBYE_MS);
  this.websocketServer.close(() => clearTimeout(timer));
  done();
}
