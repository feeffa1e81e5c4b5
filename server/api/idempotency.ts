import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Job } from '../../shared/resources.ts';
import type { RouteName } from '../../shared/routes.ts';
import type { Created, Once } from '../store/index.ts';
import { isObject } from './overriding.ts';
import { refuseFor } from './refusal.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    takesKey?: boolean;
  }
}

/** Visible ASCII. A list of several keys would have a space or a comma and a space in it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The header as it is published. Routes that do not take it ignore it, as they ignore any other header: asking them twice
 * does no harm by itself.
 */
export const IDEMPOTENCY_HEADERS = Type.Object({
  'Idempotency-Key': Type.Optional(
    Type.String({
      pattern: KEY.source,
      description:
        'Any name of this request, such as a UUID. Whoever got no answer sends the same request with the same key again, and gets the job that the first one made, with `Idempotency-Replayed: true`. With another request it is refused (422). A refused request uses no key up; a key is kept as long as its job.',
    }),
  ),
});

/** What makes a request the same as another: the route, what is in its path, and its body as it was checked and filled. */
type Asked = { route: RouteName; params: unknown; body: unknown };

/** @returns undefined for a request without a key. @throws Refusal 400 */
export function onceOf({ headers }: FastifyRequest, asked: Asked): Once | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    const message = 'must be one key of 1 to 255 visible ASCII characters, without spaces';
    throw refuseFor(400, [{ path: '/Idempotency-Key', message }]);
  }
  return {
    key,
    digest: createHash('sha256')
      .update(JSON.stringify(ordered(asked)))
      .digest('hex'),
  };
}

/** Answers with the job; whoever asks again is told so. */
export function answerJob(reply: FastifyReply, { job, isReplay }: Created): Job {
  reply.header('location', `/jobs/${job.id}`);
  if (isReplay) reply.header('idempotency-replayed', 'true');
  return job;
}

/** Keys in one order whatever the sender's: the body was refused already if it is nested too deep. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}
