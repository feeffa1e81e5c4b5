import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Issue, PROBLEM_TYPE, type Problem } from '../../shared/problem.ts';
import { routes } from '../../shared/routes.ts';
import { CorruptArtifact, DiskFull, FolderReadOnly, MissingArtifact } from '../artifacts/index.ts';
import { WrongState } from '../queue/index.ts';
import {
  ArtifactGone,
  ArtifactInUse,
  BadCursor,
  DatabaseFault,
  DiskQuotaReached,
  KeyReused,
  QueueFull,
  RunHeld,
  UnknownArtifact,
  UnknownRun,
} from '../store/index.ts';
import { Refusal } from './refusal.ts';

/** What cannot be done now, in words for whoever asked. */
const OF_THE_STORE: [status: number, kinds: (abstract new (...args: never[]) => Error)[]][] = [
  [409, [WrongState, RunHeld, ArtifactInUse]],
  [422, [ArtifactGone]],
  [429, [QueueFull]],
  [503, [DatabaseFault, FolderReadOnly]],
  [507, [DiskQuotaReached, DiskFull]],
];

/** When to ask again what another process holds up, in seconds: longer ones than that are rare. */
const LOCKED_RETRY_S = 5;

/** Every refusal and every failure leaves the server as a problem. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(reply, notFound(request, reply)));
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request);
  const retryAfterS = retryAfterOf(error);
  if (retryAfterS !== null) reply.header('retry-after', String(retryAfterS));
  if (isFault(error) || (problem.status >= 500 && error instanceof Refusal)) {
    // What we say ourselves needs no stack; a fault was told when it began, and must not bury everything else.
    request.log.warn(`${request.method} ${request.url} failed: ${problem.detail}`);
  } else if (problem.status >= 500) {
    request.log.error({ err: error }, `${request.method} ${request.url} failed`);
  }
  return sendProblem(reply, problem);
}

function retryAfterOf(error: unknown): number | null {
  if (error instanceof QueueFull) return error.retryAfterS;
  return error instanceof DatabaseFault && error.kind === 'locked' ? LOCKED_RETRY_S : null;
}

const isFault = (error: unknown): boolean =>
  [DatabaseFault, DiskFull, DiskQuotaReached, FolderReadOnly].some((kind) => error instanceof kind);

function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  // What was said of the answer that did not come to be: a refusal must not be kept for a year.
  reply.removeHeader('content-disposition');
  reply.header('cache-control', 'no-store');
  return reply.code(body.status).header('content-type', PROBLEM_TYPE).send(body);
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Refusal) return problem(error.statusCode, error.message, error.issues);
  if (error instanceof DatabaseFault && error.kind === 'full') return problem(507, error.message);
  if (error instanceof CorruptArtifact) return problem(503, damaged(error));
  for (const [status, kinds] of OF_THE_STORE) {
    if (kinds.some((kind) => error instanceof kind)) return problem(status, (error as Error).message);
  }
  if (error instanceof KeyReused)
    return problem(422, error.message, [{ path: '/Idempotency-Key', message: error.message }]);
  if (error instanceof UnknownRun) return problem(404, `${error.message}; GET /runs lists them`);
  if (error instanceof BadCursor)
    return problem(400, error.message, [{ path: '/cursor', message: error.message }]);
  if (error instanceof MissingArtifact || error instanceof UnknownArtifact)
    return problem(404, `${error.message}; POST /artifacts keeps one`);
  const status = statusOf(error);
  if (status === 413) return problem(status, tooLarge(request));
  if (status === 415) return problem(status, otherType(request));
  if (status >= 400 && status < 500) return problem(status, (error as Error).message);
  // What went wrong inside is for the log: it may name files, statements or data of others.
  return problem(500, 'The server failed to answer; its log says why');
}

/** Without the path that the error names: that is for the log. */
const damaged = ({ digest }: CorruptArtifact): string =>
  `The artifact ${digest} is damaged where the server keeps it, and not given out; POST /artifacts with its true bytes mends it, or restore it from a backup`;

const tooLarge = ({ routeOptions }: FastifyRequest): string =>
  `The body is too large: this route takes at most ${routeOptions.bodyLimit?.toLocaleString('en')} bytes`;

function otherType({ routeOptions, headers }: FastifyRequest): string {
  const { consumes = ['application/json'] } = (routeOptions.schema ?? {}) as { consumes?: string[] };
  const got = headers['content-type'];
  return `Send the body with content-type ${consumes.join(' or ')}, ${got === undefined ? 'not without one' : `not ${got}`}`;
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;

const problem = (status: number, detail: string, errors: readonly Issue[] = []): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  errors: [...errors],
});

function notFound(request: FastifyRequest, reply: FastifyReply): Problem {
  const path = request.url.split('?', 1)[0]!;
  const allowed = methodsOf(path);
  if (allowed.length === 0 || allowed.includes(request.method)) {
    return problem(404, `There is nothing at ${path}; /openapi.json lists what there is`);
  }
  reply.header('allow', allowed.join(', '));
  return problem(405, `${path} takes ${allowed.join(', ')}, not ${request.method}`);
}

function methodsOf(path: string): string[] {
  const rows = Object.values(routes).filter(({ url }) =>
    new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path),
  );
  return rows.map(({ method }) => method);
}
