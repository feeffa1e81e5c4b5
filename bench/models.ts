import { loadDataset } from '../server/data/index.ts';
import { crossEntropy } from '../server/engine/index.ts';
import {
  BatchNorm2d,
  Callback,
  cnn,
  GeneralReLU,
  ImageLoader,
  kaiming,
  type Learner,
  Random,
  resnet,
  SGD,
  TrainLearner,
} from '../server/learner/index.ts';

const activation = () => new GeneralReLU({ leak: 0.1, sub: 0.4 });
const norm = (channels: number) => new BatchNorm2d(channels);

const MODELS = {
  lesson: (random: Random) =>
    cnn({ inputs: 1, classes: 10, filters: [8, 16, 32, 64], activation, norm }, random),
  /** The ladder's, of 8 to 256 channels. */
  resnet: (random: Random) => resnet({ inputs: 1, classes: 10, activation, norm }, random),
};
export type ModelName = keyof typeof MODELS;

/** The lesson's batch-norm model or the ladder's ResNet with an optimizer, as bench/peers/pytorch.py has them. */
export function learnerOf(name: ModelName): Learner {
  const random = new Random(0);
  const model = MODELS[name](random);
  kaiming(model, random, { leak: 0.1 });
  return new TrainLearner({
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => new SGD(parameters, { lr: 0.1, momentum: 0.85 }),
  });
}

/** So many batches of the bundled subset, again and again. */
export async function images(batchSize: number, steps: number): Promise<ImageLoader> {
  const { train } = await loadDataset('fashion-mnist-mini', { cacheDir: '/nonexistent' });
  const size = 28 * 28;
  const n = batchSize * steps;
  const images = new Uint8Array(n * size);
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const j = i % train.shape[0];
    images.set(train.images.subarray(j * size, (j + 1) * size), i * size);
    labels[i] = train.labels[j]!;
  }
  return new ImageLoader(
    { images, labels, shape: [n, 28, 28, 1] },
    { batchSize, normalize: { mean: 0.28, std: 0.35 } },
  );
}

/** Times each training step from the batch at hand to the updated weights, callbacks included. */
export class Stopwatch extends Callback {
  override readonly order = -100;
  readonly times: number[] = [];
  readonly began: number[] = [];
  #since = 0;
  override beforeBatch(): void {
    this.#since = performance.now();
    this.began.push(this.#since);
  }
  override cleanupBatch(): void {
    this.times.push(performance.now() - this.#since);
  }
}
