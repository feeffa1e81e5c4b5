import { CLOSE } from '../shared/protocol.ts';
import { StreamClosed } from './errors.ts';
import type { SocketClass } from './web-socket.ts';

/** A server that takes this long to open a socket is treated as lost. */
const OPEN_MS = 10_000;

export type Connection = {
  /** Offered to the server, which takes the first. */
  protocols?: string[];
  signal?: AbortSignal | undefined;
  /** The server has answered. */
  opened?: (() => void) | undefined;
};

/**
 * One connection as what it brings. Frames wait here without bound while the reader is busy: a slow reader loses none.
 * Ends when the server closes with 1000; leaving the loop closes the socket.
 * @throws StreamClosed for every other close code, after the last frame; the signal's reason when aborted.
 */
export async function* frames(
  WebSocket: SocketClass,
  url: string,
  { protocols = [], signal, opened }: Connection = {},
): AsyncGenerator<unknown> {
  signal?.throwIfAborted();
  const socket = protocols.length > 0 ? new WebSocket(url, protocols) : new WebSocket(url);
  let waiting: unknown[] = [];
  let closed: { code: number; reason: string } | null = null;
  let openedAt = 0;
  let cause: unknown;
  let wake = () => {};
  const timer = setTimeout(() => socket.close(), OPEN_MS);
  const aborted = () => wake();
  signal?.addEventListener('abort', aborted);

  socket.addEventListener('open', () => {
    openedAt = Date.now();
    clearTimeout(timer);
    opened?.();
  });
  socket.addEventListener('message', ({ data }) => {
    waiting.push(data);
    wake();
  });
  // Browsers say nothing of what went wrong; ws gives the error. A close always follows.
  socket.addEventListener('error', (event) => {
    cause = 'error' in event ? event.error : undefined;
  });
  socket.addEventListener('close', (event) => {
    closed = event;
    wake();
  });

  try {
    for (;;) {
      const arrived = waiting;
      waiting = [];
      for (const data of arrived) {
        signal?.throwIfAborted();
        yield data;
      }
      signal?.throwIfAborted();
      if (waiting.length > 0) continue;
      if (closed) return endOf(closed, url, openedAt && Date.now() - openedAt, cause);
      // Nothing can arrive between the checks above and here: wake is set before control is given away.
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
    socket.close();
  }
}

function endOf(closed: { code: number; reason: string }, url: string, livedMs: number, cause: unknown): void {
  if (closed.code !== CLOSE.ended) throw new StreamClosed(url, closed, livedMs, cause);
}
