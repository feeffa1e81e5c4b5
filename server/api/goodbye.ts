import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;

/**
 * Lets the end of the app wait for answers that are under way, but not for their connections: Node closes those that are
 * idle when the end begins, and would keep one that falls idle later until it times out, 72 s after.
 */
export function closeIdleConnections(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    if (app.server.listening) {
      const timer = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
      app.server.once('close', () => clearInterval(timer));
    }
    done();
  });
}
