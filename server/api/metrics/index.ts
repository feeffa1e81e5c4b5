import type { FastifyInstance } from 'fastify';
import { Gauge, Registry } from 'prom-client';
import type { Store } from '../../store/index.ts';
import type { LiveCounts } from '../live/counts.ts';
import { censusGauges } from './census.ts';
import { processRegistry } from './process.ts';
import { meterRequests } from './requests.ts';
import { socketGauges } from './sockets.ts';
import { trainingMeter } from './training.ts';

/** What a scrape gets: the text that Prometheus reads. */
export type Scrape = () => Promise<string>;

export type Metrics = {
  scrape: Scrape;
  /** The sockets are opened later than what is to be registered before all routes. */
  watchSockets(counts: Readonly<LiveCounts>): void;
};

type MetricsDeps = { store: Pick<Store, 'census' | 'journal'>; version: string };

/**
 * Counts what the app answers, the journals get and the sockets do, in a registry of this app's own. To be called
 * before routes are registered.
 */
export function openMetrics(app: FastifyInstance, { store, version }: MetricsDeps): Metrics {
  const registry = new Registry();
  new Gauge({
    name: 'learnd_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.version }, 1);
  const census = censusGauges(registry, store, (error) =>
    app.log.error({ err: error }, 'the metrics go without what the database knows'),
  );
  meterRequests(app, registry);
  const leave = store.journal.onAppend(trainingMeter(registry));
  app.addHook('onClose', async () => leave());
  return {
    async scrape() {
      await census.refresh();
      return Registry.merge([registry, processRegistry()]).metrics();
    },
    watchSockets: (counts) => socketGauges(registry, counts),
  };
}
