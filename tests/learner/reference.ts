import { readFileSync } from 'node:fs';
import { loadDataset } from '../../server/data/index.ts';
import {
  BatchNorm2d,
  cnn,
  GeneralReLU,
  type Images,
  loadStateDict,
  type Module,
  Momentum,
  Random,
  ReLU,
  SGD,
  type StateDict,
} from '../../server/learner/index.ts';

/** One short run of the course's own code; see tests/reference/README.md. */
export type Reference = {
  act: 'relu' | 'general';
  norm: 'none' | 'batch';
  optimizer: 'sgd' | 'momentum';
  lr: number;
  steps: number;
  batchSize: number;
  initial: Record<string, { shape: number[]; f32: string }>;
  /** Whether LSUV ran before, and what it then left of each activation. */
  lsuv?: boolean;
  lsuvAfter?: { mean: number; std: number }[] | null;
  losses: number[];
  accuracy: number[];
  layers: { mean: number[]; std: number[]; hist: number[][] }[];
  eval: { loss: number; accuracy: number };
  final: Record<string, { sum: number; l2: number; first: number[] }>;
};

export const readReference = (name: string): Reference =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8'));

/** Images from..to of Fashion-MNIST's training set, in stored order: the bundled subset begins with them. */
export async function trainImages(from: number, to: number): Promise<Images> {
  const { train } = await loadDataset('fashion-mnist-mini', { cacheDir: '/nonexistent' });
  const size = 28 * 28;
  return {
    images: train.images.subarray(from * size, to * size),
    labels: train.labels.subarray(from, to),
    shape: [to - from, 28, 28, 1],
  };
}

export function buildModel({ act, norm, initial }: Reference): Module {
  const model = cnn(
    {
      inputs: 1,
      classes: 10,
      filters: [8, 16, 32, 64],
      activation: () => (act === 'relu' ? new ReLU() : new GeneralReLU({ leak: 0.1, sub: 0.4 })),
      ...(norm === 'batch' && { norm: (channels: number) => new BatchNorm2d(channels) }),
    },
    new Random(1),
  );
  const dict: StateDict = {};
  for (const [name, { shape, f32 }] of Object.entries(initial)) {
    const bytes = Buffer.from(f32, 'base64');
    dict[name] = { shape, data: new Float32Array(new Uint8Array(bytes).buffer) };
  }
  loadStateDict(model, dict);
  return model;
}

export const OPTIMIZERS = { sgd: SGD, momentum: Momentum };
