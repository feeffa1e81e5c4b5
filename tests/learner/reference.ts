import { loadDataset } from '../../server/data/index.ts';
import {
  Adam,
  AdamW,
  BatchNorm2d,
  cnn,
  GeneralReLU,
  type Images,
  LayerNorm,
  LessonBatchNorm,
  loadStateDict,
  type Module,
  Momentum,
  Random,
  ReLU,
  RMSProp,
  SGD,
} from '../../server/learner/index.ts';
import { initialOf, type Reference } from '../reference/vectors.ts';

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

const NORMS: Record<Reference['norm'], ((channels: number) => Module) | undefined> = {
  none: undefined,
  layer: () => new LayerNorm(),
  batch: (channels) => new BatchNorm2d(channels),
  lessonBatch: (channels) => new LessonBatchNorm(channels),
};

/** The network of a run, with the weights that it began with. */
export function buildModel(reference: Reference): Module {
  const norm = NORMS[reference.norm];
  const model = cnn(
    {
      inputs: 1,
      classes: 10,
      filters: [8, 16, 32, 64],
      activation: () => (reference.act === 'relu' ? new ReLU() : new GeneralReLU({ leak: 0.1, sub: 0.4 })),
      ...(norm && { norm }),
    },
    new Random(1),
  );
  loadStateDict(model, initialOf(reference));
  return model;
}

export const OPTIMIZERS = { sgd: SGD, momentum: Momentum, rmsprop: RMSProp, adam: Adam, adamw: AdamW };
