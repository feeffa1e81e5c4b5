import path from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import { type Artifacts, openArtifacts } from '../../server/artifacts/index.ts';
import { openDevice } from '../../server/engine/index.ts';
import { train } from '../../server/trainer/train.ts';
import type { Checkpoint } from '../../shared/resources.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import { placesOf } from './jobs.ts';
import { Journal } from './journal.ts';

export type Entries = TrainerEntry[];
type Going = { checkpoints?: readonly Checkpoint[]; attempt?: number; into?: Journal };

let places: ReturnType<typeof placesOf>;
/** Of the test that runs. */
export let artifacts: Artifacts;

/** Every test of the file trains in this process, with files of its own. */
export function trainingHere(): void {
  beforeAll(() => openDevice(['wasm'], 1));
  beforeEach(async () => {
    places = placesOf();
    artifacts = await openArtifacts(places.artifactsDir);
  });
}

/** One attempt. `heard` may ask it to stop. */
export async function run(
  spec: JobSpec,
  { checkpoints = [], attempt = 1, into = new Journal() }: Going = {},
  heard: (entry: TrainerEntry, stop: () => void) => void = () => {},
): Promise<{ journal: Journal; entries: Entries; end: 'finished' | 'stopped' }> {
  const stop = new AbortController();
  const entries: Entries = [];
  const end = await train(
    { ...places, spec, attempt, checkpoints },
    (message) => {
      if (message.type !== 'entries') return;
      into.write(message.entries);
      entries.push(...message.entries);
      for (const entry of message.entries) heard(entry, () => stop.abort());
    },
    stop.signal,
  );
  return { journal: into, entries, end };
}

export const fileOf = (digest: string): string => {
  const hex = digest.slice('sha256:'.length);
  return path.join(places.artifactsDir, 'sha256', hex.slice(0, 2), hex);
};
export const of = <T extends TrainerEntry['type']>(entries: Entries, type: T) =>
  entries.filter((entry): entry is Extract<TrainerEntry, { type: T }> => entry.type === type);
/** [epoch, step] of each checkpoint. */
export const steps = (entries: Entries) => of(entries, 'checkpoint').map(({ epoch, step }) => [epoch, step]);

export const isLastBeforeBatches = (entry: TrainerEntry): boolean =>
  entry.type === 'log' && entry.message.includes('training on');

/** The loop takes one breath a batch. */
export function afterBreaths(count: number, then: () => void): void {
  if (count === 0) then();
  else setImmediate(() => afterBreaths(count - 1, then));
}
