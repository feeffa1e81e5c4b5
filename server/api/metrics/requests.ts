import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

/** Route of a request that no route took: its path is the client's invention and must not become a label. */
const NO_ROUTE = '(none)';

/** Counts and times every answer, by the route's pattern. */
export function meterRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry];
  const requests = new Counter({
    name: 'learnd_http_requests_total',
    help: 'HTTP requests that were answered, by method, pattern of the route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'learnd_http_request_duration_seconds',
    help: 'From the arrival of a request to the last byte of its answer, by method and pattern of the route.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = (!request.is404 && request.routeOptions.url) || NO_ROUTE;
    requests.inc({ method, route, status: reply.statusCode });
    duration.observe({ method, route }, reply.elapsedTime / 1000);
  });
}
