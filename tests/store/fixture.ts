import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions, type Told } from '../../server/store/index.ts';
import { check } from '../../shared/check.ts';
import type { EntryWith } from '../../shared/entries.ts';
import type { Split } from '../../shared/events.ts';
import type { RunFacts } from '../../shared/resources.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';

/** A path for a database of its own, gone after the test. */
export async function freshFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'learnd-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'learnd.db');
}

export async function freshStore(options?: StoreOptions): Promise<Store> {
  return reopen(await freshFile(), options);
}

/** Opens the store in a file; it is closed after the test. */
export async function reopen(file: string, options?: StoreOptions): Promise<Store> {
  const store = await openStore(file, options);
  onTestFinished(() => store.close());
  return store;
}

/** One store for all tests of a file that do not mind each other's jobs. */
export function sharedStore(): () => Store {
  let store: Store;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'learnd-store-'));
    store = await openStore(join(folder, 'learnd.db'));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return () => store;
}

export function spec(overrides: Partial<JobSpec> = {}): JobSpec {
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist' },
    model: { kind: 'cnn' },
    epochs: 2,
    ...overrides,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}

/** A job in the hands of a worker. */
export async function runningJob(store: Store, overrides: Partial<JobSpec> = {}): Promise<string> {
  const { id } = await store.jobs.create(spec(overrides));
  const claim = await store.jobs.claim('tester', ['wasm']);
  if (claim?.id !== id) throw new Error('another job was ahead in the queue');
  return id;
}

type BatchesEntry = EntryWith<'batches'>;

/** Losses and, as accuracies, their tenths. */
export function batches(
  from: number,
  loss: number[],
  { epoch = 0, split = 'train' as Split, ...more }: Partial<BatchesEntry> = {},
): BatchesEntry {
  const accuracy = Float32Array.from(loss, (value) => value / 10);
  return { type: 'batches', epoch, split, from, loss: Float32Array.from(loss), accuracy, ...more };
}

export const epochEnd = (epoch: number, split: Split, loss: number, accuracy = loss / 10): Told => ({
  type: 'epoch',
  epoch,
  split,
  loss,
  accuracy,
  seconds: 1.5,
});

export const rewind = (step: number, valid = 0): Told => ({ type: 'rewind', step, valid, reason: 'tested' });

/** Statistics of one layer, `0.2`, at steps from, from + every, …: each mean is its step. */
export function activations(from: number, count: number, every = 1, bins = 4): EntryWith<'activations'> {
  const steps = Float32Array.from({ length: count }, (_, i) => from + i * every);
  const counts = Uint32Array.from({ length: count * bins }, (_, i) => i);
  const layer = { mean: steps, std: steps, dead: steps, hist: { bins, counts } };
  return { type: 'activations', epoch: 0, from, every, layers: { '0.2': layer } };
}

export const facts = (train: number, layers = ['0.2']): RunFacts => ({
  device: {
    name: 'wasm',
    available: true,
    reason: null,
    version: '4.22.0',
    threads: 2,
    simd: true,
    gpu: null,
  },
  versions: { node: process.version },
  parameters: 10,
  layers: layers.map((name) => ({ name, kind: 'relu' })),
  dataset: { source: 'bundled', train: 100, valid: 20 },
  normalize: null,
  steps: { train, valid: 1 },
});
