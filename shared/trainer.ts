import type { EntryWith } from './entries.ts';
import type { Checkpoint, Device, RunFacts } from './resources.ts';
import type { DeviceName } from './spec/device.ts';
import type { JobSpec } from './spec/job-spec.ts';

/** Messages between a dispatcher and the trainer process that it starts (structured clone over IPC). */
export type Assignment = {
  spec: JobSpec;
  /** Devices to try, in order; the first that really works is taken. */
  devices: DeviceName[];
  threads: number;
  cacheDir: string;
  datasetsDir: string | null;
  /** Where checkpoints are put and weights are read, by server/artifacts. */
  artifactsDir: string;
  /** 1 for the first attempt at this job. */
  attempt: number;
  /** What attempts before have kept, the latest first: training goes on from the first of them that can be read. */
  checkpoints: readonly Checkpoint[];
  /** The trainer says something at least this often, unless one batch takes longer, in ms. */
  aliveMs: number;
};

/** Images to be classified by the weights of a checkpoint. It carries all that the model is built from. */
export type Prediction = {
  spec: JobSpec;
  /** Of the run's training images, on a scale from 0 to 1; null: none. */
  normalize: RunFacts['normalize'];
  /** Digest of the weights. */
  artifact: string;
  /** [height, width, channels] */
  image: readonly [number, number, number];
  /** How many. */
  classes: number;
  /** Each height * width * channels bytes, in this order. */
  images: Uint8Array[];
};

/** What a trainer needs to predict, beside the images. */
export type PredictionEquipment = Pick<Assignment, 'devices' | 'threads' | 'artifactsDir'>;

/** No probabilities came back; the message says why, and what helps. */
export class PredictionFailed extends Error {
  override readonly name = 'PredictionFailed';
}

export type ToTrainer =
  | { type: 'train'; assignment: Assignment }
  | { type: 'probe'; names: DeviceName[]; threads: number }
  /** The trainer answers `predicted` and waits for the next; after `failed` it may end. */
  | { type: 'predict'; request: Prediction & PredictionEquipment }
  | { type: 'stop' };

export type TrainerEntry = EntryWith<
  'batches' | 'activations' | 'epoch' | 'rewind' | 'verdict' | 'checkpoint' | 'lr-find' | 'log'
>;

export type FromTrainer =
  | { type: 'started'; facts: RunFacts }
  | { type: 'entries'; entries: TrainerEntry[] }
  /** Nothing to tell, but not hanging. */
  | { type: 'alive' }
  | { type: 'finished' }
  | { type: 'stopped' }
  | { type: 'failed'; message: string }
  | { type: 'devices'; devices: Device[] }
  /** One list an image, one probability a class. */
  | { type: 'predicted'; probabilities: number[][] };
