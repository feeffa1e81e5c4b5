import { beforeAll, describe, expect, test } from 'vitest';
import { crossEntropy, openDevice } from '../../server/engine/index.ts';
import {
  BatchNorm2d,
  Callback,
  cnn,
  GeneralReLU,
  ImageLoader,
  kaiming,
  type Learner,
  Random,
  SGD,
  stateDict,
  TrainLearner,
} from '../../server/learner/index.ts';
import { trainImages } from './reference.ts';

const IMAGES = 2560;

class Losses extends Callback {
  readonly seen: number[] = [];
  override afterLoss(learn: Learner): void {
    learn.read([learn.loss], ([loss]) => this.seen.push(loss!));
  }
}

/** An epoch of the lesson's batch-norm model, with a last batch that no number of threads divides. */
async function epoch(threads: number) {
  await openDevice(['wasm'], threads);
  const random = new Random(1);
  const model = cnn(
    {
      inputs: 1,
      classes: 10,
      filters: [8, 16, 32, 64],
      activation: () => new GeneralReLU({ leak: 0.1, sub: 0.4 }),
      norm: (channels) => new BatchNorm2d(channels),
    },
    random,
  );
  kaiming(model, random, { leak: 0.1 });
  const losses = new Losses();
  const learner = new TrainLearner({
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => new SGD(parameters, { lr: 0.1, momentum: 0.85 }),
    callbacks: [losses],
  });
  const normalize = { mean: 0.28, std: 0.35 };
  const images = await trainImages(0, IMAGES);
  await learner.fit(1, { train: new ImageLoader(images, { batchSize: 97, normalize, shuffle: random }) });
  const weights = stateDict(model);
  model.dispose();
  return { losses: losses.seen, weights };
}

describe('an epoch', () => {
  let alone: Awaited<ReturnType<typeof epoch>>;
  beforeAll(async () => {
    alone = await epoch(1);
  });

  test.each([2, 3])('has on %i threads the losses that it has on one, but for rounding', async (threads) => {
    const { losses } = await epoch(threads);
    expect(losses).toHaveLength(Math.ceil(IMAGES / 97));
    for (const [i, loss] of losses.entries()) expect(Math.abs(loss - alone.losses[i]!)).toBeLessThan(1e-4);
  });

  test.each([1, 2, 3])('is on %i threads the same to the bit each time', async (threads) => {
    const [first, second] = [threads === 1 ? alone : await epoch(threads), await epoch(threads)];
    expect(second.losses).toEqual(first.losses);
    expect(second.weights).toEqual(first.weights);
  });
});
