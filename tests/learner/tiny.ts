import { crossEntropy } from '../../server/engine/index.ts';
import {
  type Activation,
  type Callback,
  cnn,
  GeneralReLU,
  ImageLoader,
  type Images,
  type LearnerOptions,
  type Module,
  Random,
  SGD,
  TrainLearner,
} from '../../server/learner/index.ts';

/** `n` images of 8 x 8 pixels, of two classes by turns. */
export const tinyImages = (n: number): Images => ({
  images: Uint8Array.from({ length: n * 64 }, (_, i) => (i * 37 + (i >> 6) * 101) % 256),
  labels: Uint8Array.from({ length: n }, (_, i) => i % 2),
  shape: [n, 8, 8, 1],
});

/** Batches of 4 in stored order. */
export const tinyLoader = (n: number): ImageLoader => new ImageLoader(tinyImages(n), { batchSize: 4 });

/** Two convolutions with activations "0.1" and "1.1", then one to two classes. */
export const tinyModel = (
  activation: () => Activation = () => new GeneralReLU(),
  norm?: (channels: number) => Module,
): Module =>
  cnn({ inputs: 1, classes: 2, filters: [3, 4], activation, ...(norm && { norm }) }, new Random(3));

export const tinyOptions = (model: Module, callbacks: Callback[] = []): LearnerOptions => ({
  model,
  lossFunction: crossEntropy,
  optimizer: (parameters) => new SGD(parameters, { lr: 0.05 }),
  callbacks,
});

export const tinyLearner = (model: Module, ...callbacks: Callback[]): TrainLearner =>
  new TrainLearner(tinyOptions(model, callbacks));
