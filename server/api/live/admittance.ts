import type { FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { WebSocket } from 'ws';
import { check } from '../../../shared/check.ts';
import { CLOSE } from '../../../shared/protocol.ts';
import { closed } from '../../../shared/spec/closed.ts';
import { expel } from './restraint.ts';

export const RunQuery = closed({ after: Type.Integer({ minimum: 0, default: 0 }) });
export const NoQuery = closed({});

/** The code that says to a socket what the status says to a request. */
const CODES: Record<number, number> = {
  401: CLOSE.noToken,
  403: CLOSE.badOrigin,
  421: CLOSE.badOrigin,
  429: CLOSE.tryLater,
};

/**
 * Lets a client in, or closes its socket with the reason: before the upgrade a browser would not be told why.
 * @returns its query, checked and filled; undefined when it was turned away
 */
export function admitSocket<T extends TSchema>(
  socket: WebSocket,
  { query, denial, server }: FastifyRequest,
  schema: T,
): Static<T> | undefined {
  const turnAway = (code: number, reason: string): undefined => void expel(socket, code, reason);
  if (denial) return turnAway(CODES[denial.refusal.statusCode] ?? CLOSE.badRequest, denial.refusal.message);
  const checked = check(schema, query, { fromText: true });
  if (!checked.ok) {
    const told = checked.issues.map(({ path, message }) => `${path.slice(1)}: ${message}`);
    return turnAway(CLOSE.badRequest, told.join('; '));
  }
  if (server.places.take(socket)) return checked.value;
  return turnAway(CLOSE.tryLater, 'all places for sockets are taken: try again later');
}
