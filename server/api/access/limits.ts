import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessSettings } from './settings.ts';
import type { Token } from './tokens.ts';

/** Counts a request; the seconds to wait when it is one too many, else 0. */
export type Limiter = (request: FastifyRequest) => Promise<number>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The token that the request showed and that is known; null for all others. */
    token: Token | null;
  }
}

const MINUTE_MS = 60_000;

/** Requests are counted by token, or else by address (of IPv6 its /64, which is one customer); failures by address. */
export async function openLimits(
  app: FastifyInstance,
  { rateLimit: perMinute, failureLimit }: AccessSettings,
): Promise<{ requests: Limiter; failures: Limiter }> {
  await app.register(rateLimit, { global: false, timeWindow: MINUTE_MS });
  const limiter = (max: number, callerOf: (request: FastifyRequest) => string): Limiter => {
    const count = app.createRateLimit({ max, keyGenerator: callerOf });
    return async (request) => {
      const counted = await count(request);
      return !counted.isAllowed && counted.isExceeded ? Math.max(1, counted.ttlInSeconds) : 0;
    };
  };
  const address = ({ ip }: FastifyRequest) => normalizeIP(ip);
  return {
    requests:
      perMinute === 0
        ? async () => 0
        : limiter(perMinute, (request) => request.token?.digest.toString('hex') ?? address(request)),
    failures: limiter(failureLimit, address),
  };
}
