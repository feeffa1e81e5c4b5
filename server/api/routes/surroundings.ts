import type { FastifyInstance } from 'fastify';
import { noDevice } from '../admission.ts';
import type { ApiDeps } from '../deps.ts';
import { handle } from '../handle.ts';
import { Refusal } from '../refusal.ts';

/** What this server has, and whether it works. */
export function surroundingRoutes(app: FastifyInstance, { store, datasets, devices }: ApiDeps): void {
  handle(app, 'listDatasets', async () => ({ items: await datasets.list() }));
  handle(app, 'listDevices', async () => ({ items: await devices.list() }));
  handle(app, 'health', async () => ({ status: 'ok' as const }));
  handle(app, 'ready', async () => {
    try {
      await store.ping();
    } catch (cause) {
      throw new Refusal(503, 'The database does not answer; the log says why', [], { cause });
    }
    const reason = noDevice(devices.known());
    if (reason !== null) throw new Refusal(503, `Jobs cannot be trained: ${reason}`);
    return { status: 'ready' as const };
  });
}
