import type { FastifyInstance } from 'fastify';
import { DatabaseFault } from '../../store/index.ts';
import { noDevice } from '../admission.ts';
import type { ApiDeps } from '../deps.ts';
import { handle } from '../handle.ts';
import type { Scrape } from '../metrics/index.ts';
import { Refusal } from '../refusal.ts';

/** What this server has, and whether it works. */
export function surroundingRoutes(
  app: FastifyInstance,
  { store, datasets, devices, lackOfRoom }: ApiDeps,
  scrape: Scrape,
): void {
  handle(app, 'listDatasets', async () => ({ items: await datasets.list() }));
  handle(app, 'listDevices', async () => ({ items: await devices.list() }));
  handle(app, 'health', async () => ({ status: 'ok' as const }));
  handle(app, 'metrics', scrape);
  handle(app, 'ready', async () => {
    // Looked at before the database is asked: reading a part of it may work when nothing else does.
    const reason =
      store.fault()?.message ?? (await lackOfRoom?.()) ?? (await silence(store)) ?? untrainable(devices);
    if (reason !== null) throw new Refusal(503, reason);
    return { status: 'ready' as const };
  });
}

const silence = ({ ping }: ApiDeps['store']): Promise<string | null> =>
  ping().then(
    () => null,
    (error) =>
      error instanceof DatabaseFault ? error.message : 'The database does not answer; the log says why',
  );

function untrainable(devices: ApiDeps['devices']): string | null {
  const reason = noDevice(devices.known());
  return reason && `Jobs cannot be trained: ${reason}`;
}
