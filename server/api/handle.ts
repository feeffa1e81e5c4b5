import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { PROBLEM_TYPE, Problem } from '../../shared/problem.ts';
import {
  type Body,
  type Params,
  type Query,
  type Reply,
  type Route,
  type RouteName,
  routes,
  scopeOf,
} from '../../shared/routes.ts';
import { closed } from '../../shared/spec/closed.ts';
import { refuseNoStream } from './live/sockets.ts';
import { refuseFor } from './refusal.ts';

/** What came in, checked and filled. */
export type Incoming<N extends RouteName> = { params: Params<N>; query: Query<N>; body: Body<N> };
/** What a handler gives: the reply of the table, or for one that is not JSON its bytes as they are read. */
type Outgoing<N extends RouteName> = Reply<N> extends Uint8Array ? Readable | FastifyReply : Reply<N>;
export type Handler<N extends RouteName> = (
  incoming: Incoming<N>,
  reply: FastifyReply,
) => Promise<Outgoing<N>>;

/**
 * Registers one row of the route table. A handler that has answered by itself returns the reply.
 * @param options.bodyLimit in bytes, where it is configured
 */
export function handle<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  handler: Handler<N>,
  options: { bodyLimit?: number } = {},
): void {
  const row: Route = routes[name];
  const bodyLimit = options.bodyLimit ?? row.bodyLimit;
  app.route({
    method: row.method,
    url: row.url,
    schema: schemaOf(name, row),
    config: { scope: scopeOf(row), takesKey: row.takesKey === true },
    ...(bodyLimit !== undefined && { bodyLimit }),
    handler: async (request, reply) => {
      if (!row.body) refuseBody(request);
      const { params, query, body } = request;
      const answer = await handler({ params, query, body } as Incoming<N>, reply);
      if (reply.sent) return reply;
      if (row.status === 204) return reply.code(204).send();
      if (row.produces) reply.type(row.produces);
      return reply.code(row.status).send(answer);
    },
    ...(row.method === 'GET' && { wsHandler: refuseNoStream }),
  });
}

function schemaOf(name: RouteName, row: Route) {
  // 500 is not told: no caller can expect it.
  const guarded = scopeOf(row) !== 'none';
  const refusals = new Set([
    ...row.refusals,
    400,
    ...(guarded ? [401, 403, 421, 429, 503] : []),
    ...(row.method === 'GET' ? [] : [507]),
  ]);
  return {
    operationId: name,
    summary: row.summary,
    // Either: a server on loopback may have been started without tokens.
    security: guarded ? [{ token: [] }, {}] : [],
    ...(row.params && { params: row.params }),
    querystring: row.query ?? closed({}),
    ...(row.body && { body: row.body }),
    ...(row.consumes && { consumes: row.consumes }),
    response: {
      [row.status]:
        row.status === 204
          ? { type: 'null', description: 'Done.' }
          : row.produces
            ? bytesResponse(row.produces, row.reply)
            : row.reply,
      ...Object.fromEntries(Array.from(refusals, (status) => [status, problemResponse(status)])),
    },
  };
}

const bytesResponse = (type: string, schema: TSchema) => ({
  description: 'The bytes.',
  content: { [type]: { schema } },
});

const problemResponse = (status: number) => ({
  description: WHY[status] ?? 'Refused.',
  content: { [PROBLEM_TYPE]: { schema: Problem } },
});

const WHY: Record<number, string> = {
  400: 'The request is not well formed; `errors` says where.',
  401: 'No token, or one that is not known here.',
  403: 'The token may only read, or a page of another origin asks.',
  404: 'There is no such job, run or artifact.',
  409: 'Not in this state, or not while others stand on it; which is told.',
  413: 'The body is too large.',
  415: 'The body is of another media type than this route takes, which is told.',
  421: 'The server is not known by the name in Host.',
  422: 'Well formed, but cannot be satisfied here.',
  429: 'Too many requests, or jobs that wait: Retry-After says when to try again.',
  503: 'Not able to work at present.',
  507: 'No room for more artifacts: the disk quota is reached, or the disk is full.',
};

/** A body where none is taken would be ignored, and its sender would not know. */
function refuseBody({ body }: FastifyRequest): void {
  const isEmpty = body == null || (typeof body === 'object' && Object.keys(body).length === 0);
  if (!isEmpty) throw refuseFor(400, [{ path: '', message: 'this route takes no body' }]);
}
