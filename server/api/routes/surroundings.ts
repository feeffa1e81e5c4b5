import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../deps.ts';
import { handle } from '../handle.ts';
import { Refusal } from '../refusal.ts';

/** What this server has, and whether it works. */
export function surroundingRoutes(app: FastifyInstance, { store, datasets, devices }: ApiDeps): void {
  handle(app, 'listDatasets', async () => ({ items: await datasets.list() }));
  handle(app, 'listDevices', async () => ({ items: await devices() }));
  handle(app, 'health', async () => ({ status: 'ok' as const }));
  handle(app, 'ready', async () => {
    try {
      await store.ping();
    } catch (cause) {
      throw new Refusal(503, 'The database does not answer; the log says why', [], { cause });
    }
    return { status: 'ready' as const };
  });
}
