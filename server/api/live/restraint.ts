import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { MAX_CLIENT_FRAME } from '../../../shared/protocol.ts';
import { closeSocket } from './closing.ts';

/** Pings, pongs and messages that a client may send in a window; answers to our pings need one or two. */
const MAX_FRAMES = 300;
/** Bytes of a window: a single mistake, however large, is still explained; a flood is cut off. */
const MAX_BYTES = 4 * 1024 * 1024;
const WINDOW_MS = 30_000;
/** Bytes that are read of a client after it did wrong: room for its goodbye. */
const LAST_BYTES = 64 * 1024;
/** What a client that did wrong may take to answer the close. */
const FAREWELL_MS = 1000;
/** RFC 6455, 7.4.1: a policy is violated. The library closes with it too, for more parts than the limits allow. */
const POLICY = 1008;

/**
 * What a socket library keeps for a client that has nothing to say. A fragment, however short, keeps the whole chunk of
 * up to 64 KiB that it came in: 4,096 fragments of one byte would be 256 MiB.
 */
export const CLIENT_LIMITS = {
  maxPayload: MAX_CLIENT_FRAME,
  maxFragments: 1,
  maxBufferedChunks: 256,
  perMessageDeflate: false,
};

/** Ends a client that sends more than anybody has a reason to. @param wire the connection under the socket */
export function restrain(socket: WebSocket, wire: Socket): void {
  let [frames, bytes, since] = [0, 0, Date.now()];
  let last = 0;
  const renew = (): void => {
    if (Date.now() - since > WINDOW_MS) [frames, bytes, since] = [0, 0, Date.now()];
  };
  const count = (): void => {
    renew();
    frames += 1;
    // Once it is told, the library would go on to read for as long as the other side sends.
    if (frames > 2 * MAX_FRAMES) socket.terminate();
    else if (frames === MAX_FRAMES + 1) expel(socket, POLICY, 'too many frames: this stream takes none');
  };
  for (const kind of ['ping', 'pong', 'message'] as const) socket.on(kind, count);
  wire.on('data', (chunk: Buffer) => {
    renew();
    bytes += chunk.length;
    if (bytes > MAX_BYTES) socket.terminate();
    if (!leaving.has(socket)) return;
    last += chunk.length;
    if (last <= LAST_BYTES) return;
    // The rest stays unread until it is cut off. Both: the library would take up reading of a wire that it did not stop.
    socket.pause();
    wire.pause();
  });
  // Errors are found by the library, which closes by itself.
  socket.on('error', () => hasten(socket));
}

/** Closes the socket of a client that did wrong; it has little time to say goodbye. */
export function expel(socket: WebSocket, code: number, reason: string): void {
  closeSocket(socket, code, reason);
  hasten(socket);
}

/** Sockets whose time is running out already: a flood makes one mistake after the other. */
const leaving = new WeakSet<WebSocket>();

function hasten(socket: WebSocket): void {
  if (leaving.has(socket)) return;
  leaving.add(socket);
  const timer = setTimeout(() => socket.terminate(), FAREWELL_MS);
  socket.once('close', () => clearTimeout(timer));
}
