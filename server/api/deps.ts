import type { FastifyServerOptions } from 'fastify';
import type { Dataset, Device } from '../../shared/resources.ts';
import type { Prediction } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';
import type { Queue } from '../queue/index.ts';
import type { Store } from '../store/index.ts';
import type { AccessSettings, Timeouts } from './access/index.ts';
import type { LiveOptions } from './live/sockets.ts';

export type Datasets = {
  list(): Promise<Dataset[]>;
  get(name: string): Promise<Dataset | undefined>;
};

export type Devices = {
  /** May take long the first time: devices are tried out. */
  list(): Promise<Device[]>;
  /** What is known by now; null while they were not tried. */
  known(): Device[] | null;
};

/** What the API stands on; the composition root hands it in. */
export type ApiDeps = {
  store: Store;
  queue: Queue;
  artifacts: Artifacts;
  /** Bytes of the largest artifact taken; 256 MiB unless said. */
  maxArtifact?: number;
  datasets: Datasets;
  devices: Devices;
  /** Probabilities by image and class. @throws PredictionFailed */
  predict: (prediction: Prediction) => Promise<number[][]>;
  /** Folder of the pages at `/`, as `npm run build` makes it. */
  dashboard?: string;
  /** Why the disk can take no more, in a sentence; null when there is room. */
  lackOfRoom?: () => Promise<string | null>;
  logger?: FastifyServerOptions['logger'];
  live?: LiveOptions;
  /** What is not said holds for a server that only its own machine reaches. */
  access?: Partial<AccessSettings>;
  timeouts?: Partial<Timeouts>;
};
