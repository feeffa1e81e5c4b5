import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiDeps } from './deps.ts';
import { publishContract } from './documentation.ts';
import { closeIdleConnections } from './goodbye.ts';
import { openSockets } from './live/sockets.ts';
import { answerError, answerErrors } from './problems.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { continuationRoutes } from './routes/continuations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { runRoutes } from './routes/runs.ts';
import { surroundingRoutes } from './routes/surroundings.ts';
import { checkRequests } from './validation.ts';

export type { ApiDeps, Datasets, Devices } from './deps.ts';

const BODY_LIMIT = 1024 * 1024;

/** The whole HTTP and socket interface, not yet listening. Its `close` closes the sockets too. */
export async function buildApp(deps: ApiDeps): Promise<FastifyInstance> {
  const app = Fastify({
    logger: deps.logger ?? false,
    bodyLimit: BODY_LIMIT,
    // Above the longest parameter of the table: a longer one is refused by its schema, not as an unknown route.
    routerOptions: { maxParamLength: 1000 },
    // Errors before any route is found, such as a URL with broken escapes.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
  });
  closeIdleConnections(app);
  answerErrors(app);
  checkRequests(app);
  await publishContract(app);
  await openSockets(app, deps.store, deps.live);
  jobRoutes(app, deps);
  runRoutes(app, deps.store);
  continuationRoutes(app, deps);
  await artifactRoutes(app, deps);
  surroundingRoutes(app, deps);
  await app.ready();
  return app;
}
