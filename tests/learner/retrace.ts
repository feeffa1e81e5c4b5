import { expect } from 'vitest';
import { crossEntropy } from '../../server/engine/index.ts';
import {
  ActivationStats,
  Callback,
  Cancel,
  ImageLoader,
  type Learner,
  LSUV,
  Metrics,
  type Module,
  Scheduler,
  schedules,
  TrainLearner,
} from '../../server/learner/index.ts';
import type { Reference } from '../reference/vectors.ts';
import { OPTIMIZERS, trainImages } from './reference.ts';

const NORMALIZE = { mean: 0.28, std: 0.35 };

/** Keeps loss and accuracy of every training batch. */
class Losses extends Callback {
  readonly seen: { loss: number; accuracy: number }[] = [];
  readonly metrics: Metrics;
  constructor(metrics: Metrics) {
    super();
    this.metrics = metrics;
  }
  override afterLoss(learn: Learner): void {
    if (learn.training) learn.read([], () => this.seen.push(this.metrics.batch));
  }
}

/** Leaves a fit whose schedules count on more batches. */
class StopAfter extends Callback {
  readonly #steps: number;
  constructor(steps: number) {
    super();
    this.#steps = steps;
  }
  override beforeBatch({ training, steps }: Learner): void {
    if (training && steps.train === this.#steps) throw new Cancel('fit');
  }
}

/** Trains `model` as the course did, for the first `steps` batches. */
export async function retrace(reference: Reference, model: Module, steps = reference.steps) {
  const { batchSize, optimizer, lr, wd, schedule } = reference;
  const metrics = new Metrics();
  const stats = new ActivationStats();
  const losses = new Losses(metrics);
  const Optimizer = OPTIMIZERS[optimizer];
  const learner = new TrainLearner({
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => new Optimizer(parameters, { lr, ...(wd !== null && { weightDecay: wd }) }),
    callbacks: [metrics, stats, losses, ...(schedule ? [new Scheduler(schedules.oneCycle())] : [])],
  });
  const first256 = await trainImages(0, 256);
  const train = new ImageLoader(await trainImages(0, reference.steps * batchSize), {
    batchSize,
    normalize: NORMALIZE,
  });
  const valid = new ImageLoader(await trainImages(5120, 5376), { batchSize: 256, normalize: NORMALIZE });
  // The first 256 images, in one batch.
  const lsuv = new LSUV({
    x: () => [...new ImageLoader(first256, { batchSize: 256, normalize: NORMALIZE })][0]!,
  });
  await learner.fit(1, {
    train,
    valid,
    callbacks: [
      ...(reference.lsuv ? [lsuv] : []),
      ...(steps < reference.steps ? [new StopAfter(steps)] : []),
    ],
  });
  return {
    losses: losses.seen,
    layers: [...stats.layers.values()],
    epochs: metrics.epochs,
    lsuv: lsuv.report,
  };
}

export type Retraced = Awaited<ReturnType<typeof retrace>>;

/** What was seen of each batch is what the course saw: LSUV, losses, accuracy and the statistics of the layers. */
export function expectRetraced(
  reference: Reference,
  { losses, layers, lsuv }: Retraced,
  steps = reference.steps,
): void {
  const wanted = reference.lsuvAfter ?? [];
  expect(lsuv).toHaveLength(wanted.length);
  for (const [i, { mean, std }] of wanted.entries()) {
    expect(lsuv[i]).toMatchObject({ reached: true, note: null });
    expect(lsuv[i]!.after.mean, `mean of layer ${i} after LSUV`).toBeCloseTo(mean, 5);
    expect(lsuv[i]!.after.std, `std of layer ${i} after LSUV`).toBeCloseTo(std, 5);
  }

  expect(losses).toHaveLength(steps);
  for (const [step, { loss, accuracy }] of losses.entries()) {
    expect(Math.abs(loss / reference.losses[step]! - 1), `loss at step ${step}`).toBeLessThan(
      step < 5 ? 2e-4 : 1e-3,
    );
    expect(accuracy).toBeCloseTo(reference.accuracy[step]!, 6);
  }

  expect(layers).toHaveLength(reference.layers.length);
  for (const [i, layer] of reference.layers.entries()) {
    for (const [step, { mean, std, hist }] of layers[i]!.entries()) {
      const where = `layer ${i}, step ${step}`;
      expect(Math.abs(mean - layer.mean[step]!), `mean of ${where}`).toBeLessThan(1e-3);
      expect(Math.abs(std - layer.std[step]!), `std of ${where}`).toBeLessThan(1e-3);
      const expected = layer.hist[step]!;
      const total = expected.reduce((sum, count) => sum + count, 0);
      for (const [bin, count] of expected.entries()) {
        expect(Math.abs(hist[bin]! - count), `bin ${bin} of ${where}`).toBeLessThanOrEqual(total * 1e-3);
      }
    }
  }
}
