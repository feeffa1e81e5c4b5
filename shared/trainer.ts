import type { EntryWith } from './entries.ts';
import type { Device, RunFacts } from './resources.ts';
import type { DeviceName, TrainSpec } from './spec/job-spec.ts';

/** Messages between a dispatcher and the trainer process that it starts (structured clone over IPC). */
export type Assignment = {
  spec: TrainSpec;
  /** Devices to try, in order; the first that really works is taken. */
  devices: DeviceName[];
  threads: number;
  cacheDir: string;
  datasetsDir: string | null;
};

export type ToTrainer =
  | { type: 'train'; assignment: Assignment }
  | { type: 'probe'; threads: number }
  | { type: 'stop' };

export type TrainerEntry = EntryWith<'batches' | 'activations' | 'epoch' | 'log'>;

export type FromTrainer =
  | { type: 'started'; facts: RunFacts }
  | { type: 'entries'; entries: TrainerEntry[] }
  | { type: 'finished' }
  | { type: 'stopped' }
  | { type: 'failed'; message: string }
  | { type: 'devices'; devices: Device[] };
