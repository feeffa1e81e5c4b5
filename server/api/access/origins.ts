import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Lets the browsers of pages of these origins read what is answered. None: no header of CORS is ever sent. */
export async function openToOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-none-match'],
    exposedHeaders: ['location', 'etag', 'content-disposition', 'retry-after', 'idempotency-replayed'],
    maxAge: 600,
    // An OPTIONS that is no preflight is a request like any other.
    strictPreflight: false,
  });
}

/**
 * Whether a request comes from no page, from one of this server, or from one that is listed. Browsers send an Origin with
 * every socket and with every request that is not GET or HEAD, whatever page makes it; other clients need not.
 */
export function originCheck(origins: readonly string[]): (request: FastifyRequest) => boolean {
  const listed = new Set(origins);
  return ({ headers: { origin, host } }) => {
    if (origin === undefined || listed.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
  };
}
