import type { Activations, Metrics, Run } from '../../shared/resources.ts';
import { facts, spec } from '../store/fixture.ts';

/** A run as it is shown, with nothing trained. */
export const run = (more: Partial<Run> = {}): Run => ({
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  name: 'a run',
  notes: null,
  tags: [],
  state: 'running',
  dataset: 'fashion-mnist',
  device: 'wasm',
  loss: null,
  accuracy: null,
  epochs: { done: 0, asked: 2 },
  createdAt: '2025-01-31T12:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  spec: spec(),
  seed: 42,
  attempt: 1,
  error: null,
  lastSeq: 1,
  facts: facts(4),
  table: [],
  best: null,
  seconds: null,
  checkpoint: null,
  lrFind: null,
  verdicts: [],
  ...more,
});

export const look = (
  more: { theme?: 'light' | 'dark'; width?: number; from?: number; to?: number } = {},
) => ({
  theme: 'light' as const,
  width: 960,
  ...more,
});

type Values = readonly (number | null)[];

/** Losses, and accuracies unless there are none; `perEpoch` batches in an epoch. */
export const metrics = (loss: Values, accuracy: Values = loss.map(() => 0.5), perEpoch = 4): Metrics => ({
  split: 'train',
  step: loss.map((_, i) => i),
  epoch: loss.map((_, i) => Math.floor(i / perEpoch)),
  columns: { loss: [...loss], accuracy: [...accuracy] },
});

export type Layer = Activations['layers'][string];

/** A layer with the same numbers in all three columns. */
export const layer = (values: Values, hist: number[][] = values.map(() => [1, 2])): Layer => ({
  step: values.map((_, i) => i),
  mean: [...values],
  std: [...values],
  dead: [...values],
  hist,
});

export const activations = (layers: Record<string, Layer>, bins = 2): Activations => ({
  bins,
  max: 10,
  layers,
});
