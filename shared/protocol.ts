/** The live socket: paths, control frames, close codes and limits. docs/protocol.md tells the story. */

export const runStream = (run: string, after = 0): string =>
  `/runs/${encodeURIComponent(run)}/stream${after > 0 ? `?after=${after}` : ''}`;
export const JOBS_STREAM = '/stream';

/** A slow reader lost events: the last it got is `after`, the next it gets is `next`. Not in the journal. */
export type Gap = { type: 'gap'; after: number; next: number };

export const CLOSE = {
  ended: 1000,
  goingAway: 1001,
  binary: 1003,
  tooLarge: 1009,
  /** The server failed in this stream (RFC 6455, 7.4.1): worth a new try. */
  failed: 1011,
  /** Too many sockets, or too many requests (IANA's registry of close codes). */
  tryLater: 1013,
  badRequest: 4400,
  noToken: 4401,
  badOrigin: 4403,
  notFound: 4404,
  tooSlow: 4408,
} as const;

/**
 * Subprotocols. Browsers cannot set headers on a socket: a page offers `learnd` and `learnd.token.` with its token behind
 * it, and the server answers with `learnd` alone.
 */
export const SUBPROTOCOL = 'learnd';
export const TOKEN_SUBPROTOCOL = 'learnd.token.';
/** What a token is made of (RFC 7230, 3.2.6), so that it can be a subprotocol too. */
export const TOKEN_PATTERN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{16,}$/;

/** Bytes waiting for one subscriber above which it loses events. */
export const MAX_BUFFERED = 1024 * 1024;
/** Largest frame a client may send; it has nothing to say. */
export const MAX_CLIENT_FRAME = 4096;
export const PING_MS = 30_000;
