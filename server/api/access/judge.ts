import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../../shared/routes.ts';
import { challengeOf, tokenOf } from './credentials.ts';
import { type Denial, noToken, onlyRead, otherHost, otherOrigin, tooOften, wrongToken } from './denial.ts';
import { hostCheck } from './hosts.ts';
import type { Limiter } from './limits.ts';
import { originCheck } from './origins.ts';
import type { AccessSettings } from './settings.ts';
import { findToken } from './tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route of the table; what is in none has the scope of its method. */
    scope?: Scope;
  }
}

export type Judge = (request: FastifyRequest) => Promise<Denial | null>;

/** Decides about every request, and in the same way about every socket, before anything else is done for it. */
export function judgeBy(settings: AccessSettings, limits: { requests: Limiter; failures: Limiter }): Judge {
  const { tokens } = settings;
  const isOwnHost = hostCheck(settings);
  const isOwnOrigin = originCheck(settings.origins);

  /** Reads of another origin need no check: without a header of CORS its page never sees the answer. */
  const isForeignPage = (request: FastifyRequest): boolean =>
    (request.ws || !isSafe(request.method)) && !isOwnOrigin(request);

  async function unproven(request: FastifyRequest, shown: string | undefined): Promise<Denial> {
    if (shown === undefined) return noToken(challengeOf(request));
    // Only what was wrong is counted, so that one who guesses cannot lock out who knows, from behind one address.
    const wait = await limits.failures(request);
    return wait > 0 ? tooOften('wrong tokens', wait) : wrongToken(challengeOf(request));
  }

  return async (request) => {
    const scope = neededBy(request);
    if (scope === 'none') return null;
    if (!isOwnHost(request.headers.host)) return otherHost();
    if (isForeignPage(request)) return otherOrigin();
    const shown = tokens.length === 0 ? undefined : tokenOf(request);
    request.token = (shown !== undefined && findToken(tokens, shown)) || null;
    const wait = await limits.requests(request);
    if (wait > 0) return tooOften('requests', wait);
    if (tokens.length === 0) return null;
    if (!request.token) return unproven(request, shown);
    return scope === 'write' && request.token.scope === 'read' ? onlyRead() : null;
  };
}

const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

const neededBy = ({ routeOptions: { config }, method }: FastifyRequest): Scope =>
  config?.scope ?? (isSafe(method) ? 'read' : 'write');
