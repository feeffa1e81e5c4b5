import Fastify, { type FastifyInstance } from 'fastify';
import { answerUnreadable, guard, harden, OPEN_ON_LOOPBACK, timeoutsOf } from './access/index.ts';
import { AccessLog } from './access-log.ts';
import { dashboard } from './dashboard.ts';
import type { ApiDeps } from './deps.ts';
import { publishContract } from './documentation.ts';
import { closeIdleConnections } from './goodbye.ts';
import { openSockets } from './live/sockets.ts';
import { openMetrics } from './metrics/index.ts';
import { readPackage } from './package.ts';
import { answerError, answerErrors } from './problems.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { continuationRoutes } from './routes/continuations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { plotRoutes } from './routes/plots.ts';
import { runRoutes } from './routes/runs.ts';
import { surroundingRoutes } from './routes/surroundings.ts';
import { checkRequests } from './validation.ts';

export type { ApiDeps, Datasets, Devices } from './deps.ts';

const BODY_LIMIT = 1024 * 1024;

/** The whole HTTP and socket interface, not yet listening. Its `close` closes the sockets too. */
export async function buildApp(deps: ApiDeps): Promise<FastifyInstance> {
  const access = { ...OPEN_ON_LOOPBACK, ...deps.access };
  const app = Fastify({
    logger: deps.logger ?? false,
    logController: new AccessLog(),
    bodyLimit: BODY_LIMIT,
    // Above the longest parameter of the table: a longer one is refused by its schema, not as an unknown route.
    routerOptions: { maxParamLength: 1000 },
    // Errors before any route is found, such as a URL with broken escapes.
    frameworkErrors: (error, request, reply) => answerError(error, request, harden(reply)),
    clientErrorHandler: answerUnreadable,
    trustProxy: access.trustedProxies.length > 0 && [...access.trustedProxies],
    ...timeoutsOf(deps.timeouts),
  });
  closeIdleConnections(app);
  answerErrors(app);
  checkRequests(app);
  // Before all routes: a hook does not see those that were registered before it.
  const metrics = openMetrics(app, { store: deps.store, version: (await readPackage()).version });
  // Before all other routes too: an upgrade then reaches the sockets' handler on every route and never that of a request.
  metrics.watchSockets(await openSockets(app, deps.store, deps.live));
  await guard(app, access);
  await publishContract(app);
  await dashboard(app, deps.dashboard ?? null);
  jobRoutes(app, deps);
  runRoutes(app, deps.store);
  plotRoutes(app, deps.store);
  continuationRoutes(app, deps);
  await artifactRoutes(app, deps);
  surroundingRoutes(app, deps, metrics.scrape);
  await app.ready();
  return app;
}
