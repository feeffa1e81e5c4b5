import type { FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { WebSocket } from 'ws';
import { check } from '../../../shared/check.ts';
import { CLOSE } from '../../../shared/protocol.ts';
import { closed } from '../../../shared/spec/closed.ts';
import { closeSocket } from './closing.ts';

export const RunQuery = closed({ after: Type.Integer({ minimum: 0, default: 0 }) });
export const NoQuery = closed({});

/**
 * Lets a client in, or closes its socket with the reason: before the upgrade a browser would not be told why.
 * @returns its query, checked and filled; undefined when it was turned away
 */
export function admitSocket<T extends TSchema>(
  socket: WebSocket,
  { headers, query }: FastifyRequest,
  schema: T,
): Static<T> | undefined {
  if (!isOwnOrigin(headers.origin, headers.host)) {
    closeSocket(
      socket,
      CLOSE.badOrigin,
      'pages of another host may not listen: open the page from this server',
    );
    return undefined;
  }
  const checked = check(schema, query, { fromText: true });
  if (checked.ok) return checked.value;
  const told = checked.issues.map(({ path, message }) => `${path.slice(1)}: ${message}`);
  closeSocket(socket, CLOSE.badRequest, told.join('; '));
  return undefined;
}

/** Browsers send an Origin with every socket, whatever page opened it; other clients need not. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
