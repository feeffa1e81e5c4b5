import type { FastifyInstance } from 'fastify';
import type { Denial } from './denial.ts';
import { harden } from './headers.ts';
import { judgeBy } from './judge.ts';
import { openLimits } from './limits.ts';
import { openToOrigins } from './origins.ts';
import { Places } from './places.ts';
import type { AccessSettings } from './settings.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why a socket may not come in: it is told so once it is open, since browsers hide what was said before. */
    denial: Denial | null;
  }
  interface FastifyInstance {
    places: Places;
  }
}

/**
 * Lets in who may come in. After the sockets' plugin, which says which request is one. That plugin has to come before
 * every route: on an earlier one, an upgrade that is told later why it was refused would be answered as a request.
 */
export async function guard(app: FastifyInstance, settings: AccessSettings): Promise<void> {
  app.decorateRequest('token', null);
  app.decorateRequest('denial', null);
  app.decorate('places', new Places(settings.maxSockets));
  app.addHook('onRequest', async (_, reply) => {
    harden(reply);
  });
  const judge = judgeBy(settings, await openLimits(app, settings));
  // Before the judge: a preflight carries no token.
  await openToOrigins(app, settings.origins);
  app.addHook('onRequest', async (request, reply) => {
    const denial = await judge(request);
    if (!denial) return;
    if (request.ws && request.method === 'GET') {
      request.denial = denial;
      return;
    }
    reply.headers(denial.headers);
    throw denial.refusal;
  });
}
