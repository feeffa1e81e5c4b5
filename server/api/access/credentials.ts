import type { FastifyRequest } from 'fastify';
import { TOKEN_SUBPROTOCOL } from '../../../shared/protocol.ts';
import { DOCS } from './docs.ts';

/**
 * The token that a request shows; undefined when it shows none. Never out of the address, which ends in logs: a header, or
 * for the sockets of pages, which cannot set headers, a subprotocol.
 */
export function tokenOf(request: FastifyRequest): string | undefined {
  const [, scheme = '', text = ''] = /^(\S+) +(\S+)\s*$/.exec(request.headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return text;
  if (scheme.toLowerCase() === 'basic' && isDocs(request)) return passwordIn(text);
  return request.ws ? offered(request.headers['sec-websocket-protocol']) : undefined;
}

/** How to ask for a token where one lacks. */
export const challengeOf = (request: FastifyRequest): string =>
  isDocs(request) ? 'Basic realm="learnd: any name, a token as password", charset="UTF-8"' : 'Bearer';

/**
 * A person opens the documentation by typing its address, and the browser asks for a password. Nowhere else: a browser
 * sends that by itself, also when a page of somebody else makes it ask, and these pages change nothing.
 */
const isDocs = ({ routeOptions: { url }, method }: FastifyRequest): boolean =>
  method === 'GET' && (url === DOCS || (url?.startsWith(`${DOCS}/`) ?? false));

const passwordIn = (base64: string): string =>
  Buffer.from(base64, 'base64').toString('utf8').split(':').slice(1).join(':');

const offered = (header: string | undefined): string | undefined =>
  header
    ?.split(',')
    .map((name) => name.trim())
    .find((name) => name.startsWith(TOKEN_SUBPROTOCOL))
    ?.slice(TOKEN_SUBPROTOCOL.length);
