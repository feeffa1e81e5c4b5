import type { FastifyServerOptions } from 'fastify';
import type { Dataset, Device } from '../../shared/resources.ts';
import type { Queue } from '../queue/index.ts';
import type { Store } from '../store/index.ts';
import type { LiveOptions } from './live/sockets.ts';

export type Datasets = {
  list(): Promise<Dataset[]>;
  get(name: string): Promise<Dataset | undefined>;
};

/** What the API stands on; the composition root hands it in. */
export type ApiDeps = {
  store: Store;
  queue: Queue;
  datasets: Datasets;
  /** May take long the first time: devices are tried out. */
  devices: () => Promise<Device[]>;
  logger?: FastifyServerOptions['logger'];
  live?: LiveOptions;
};
