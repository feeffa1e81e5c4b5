import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crossEntropy, tf } from '../../server/engine/index.ts';
import {
  ActivationStats,
  Callback,
  CallbackError,
  Cancel,
  cnn,
  GeneralReLU,
  ImageLoader,
  type Learner,
  Metrics,
  type Module,
  Random,
  SGD,
  TrainLearner,
} from '../../server/learner/index.ts';
import { onWasm } from './wasm.ts';

const EVENTS = ['Fit', 'Epoch', 'Batch'].flatMap((scope) => [
  `before${scope}`,
  `after${scope}`,
  `cleanup${scope}`,
]);

/** Writes down every event; throws `error` at `when`. */
class Diary extends Callback {
  readonly events: string[] = [];
  constructor(when?: string, error?: Error) {
    super();
    for (const event of [...EVENTS, 'afterPredict', 'afterLoss', 'afterBackward', 'afterStep']) {
      Object.assign(this, {
        [event]: () => {
          this.events.push(event);
          if (event === when) throw error;
        },
      });
    }
  }
}

const images = () => ({
  images: Uint8Array.from({ length: 6 * 64 }, (_, i) => (i * 37) % 256),
  labels: Uint8Array.from({ length: 6 }, (_, i) => i % 2),
  shape: [6, 8, 8, 1] as [number, number, number, number],
});

describe('Learner', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = cnn(
      { inputs: 1, classes: 2, filters: [3, 4], activation: () => new GeneralReLU() },
      new Random(3),
    );
  });
  afterEach(() => model.dispose());

  const learner = (...callbacks: Callback[]) =>
    new TrainLearner({
      model,
      lossFunction: crossEntropy,
      optimizer: (parameters) => new SGD(parameters, { lr: 0.05, momentum: 0.9 }),
      callbacks,
    });
  const loader = () => new ImageLoader(images(), { batchSize: 4 });

  test('calls before, body, after, cleanup of each scope in order', async () => {
    const diary = new Diary();
    await learner(diary).fit(1, { train: loader() });
    const batch = 'beforeBatch afterPredict afterLoss afterBackward afterStep afterBatch cleanupBatch'.split(
      ' ',
    );
    expect(diary.events).toEqual([
      'beforeFit',
      'beforeEpoch',
      ...batch,
      ...batch,
      'afterEpoch',
      'cleanupEpoch',
      'afterFit',
      'cleanupFit',
    ]);
  });

  test.each(['beforeBatch', 'afterPredict', 'afterLoss', 'afterBackward', 'afterStep'])(
    'a cancelled batch in %s is cleaned up and the next one runs',
    async (when) => {
      const diary = new Diary(when, new Cancel('batch'));
      await learner(diary).fit(1, { train: loader() });
      expect(diary.events.filter((event) => event === 'cleanupBatch')).toHaveLength(2);
      expect(diary.events).not.toContain('afterBatch');
      expect(diary.events).toContain('afterEpoch');
    },
  );

  test('a cancelled fit skips to its cleanup, through the cleanups inside', async () => {
    const diary = new Diary('afterLoss', new Cancel('fit'));
    await learner(diary).fit(5, { train: loader() });
    expect(diary.events.slice(-3)).toEqual(['cleanupBatch', 'cleanupEpoch', 'cleanupFit']);
  });

  test('an error names callback and event, keeps its cause, and removes the hooks', async () => {
    const cause = new Error('broken');
    const stats = new ActivationStats();
    const fit = learner(stats, new Diary('afterLoss', cause)).fit(1, { train: loader() });
    await expect(fit).rejects.toThrow('Diary.afterLoss: broken');
    await expect(fit).rejects.toBeInstanceOf(CallbackError);
    await expect(fit).rejects.toHaveProperty('cause', cause);
    const before = stats.layers.get('0.1')!.length;
    tf.tidy(() => {
      model.call(tf.zeros([1, 8, 8, 1]));
    });
    expect(stats.layers.get('0.1')).toHaveLength(before);
  });

  test('weights the epoch by images, the smaller last batch included, and learns', async () => {
    const metrics = new Metrics();
    const batches: { loss: number; images: number }[] = [];
    class Watch extends Callback {
      override afterBatch({ batch }: Learner) {
        batches.push({ loss: metrics.batch.loss, images: batch.x.shape[0]! });
      }
    }
    await learner(metrics, new Watch()).fit(30, { train: loader() });
    expect(batches.slice(0, 2).map(({ images }) => images)).toEqual([4, 2]);
    expect(metrics.epochs[0]!.loss).toBeCloseTo((batches[0]!.loss * 4 + batches[1]!.loss * 2) / 6, 10);
    expect(metrics.epochs.at(-1)!.loss).toBeLessThan(0.5 * metrics.epochs[0]!.loss);
  });

  test('predictions and loss can be read after the batch, in training too', async () => {
    const shapes: unknown[] = [];
    class Peek extends Callback {
      override afterBatch({ predictions, loss }: Learner) {
        shapes.push([predictions.dataSync().length, loss.dataSync().length]);
      }
    }
    await learner(new Peek()).fit(1, { train: loader(), valid: loader() });
    expect(shapes).toEqual([
      [8, 1],
      [4, 1],
      [8, 1],
      [4, 1],
    ]);
  });

  test('the same seed gives the same losses to the bit', async () => {
    const run = async () => {
      const net = cnn(
        { inputs: 1, classes: 2, filters: [3, 4], activation: () => new GeneralReLU() },
        new Random(7),
      );
      const metrics = new Metrics();
      const train = new ImageLoader(images(), { batchSize: 4, shuffle: new Random(7) });
      await new TrainLearner({
        model: net,
        lossFunction: crossEntropy,
        optimizer: (parameters) => new SGD(parameters, {}),
        callbacks: [metrics],
      }).fit(3, { train });
      net.dispose();
      return metrics.epochs.map(({ loss }) => loss);
    };
    expect(await run()).toEqual(await run());
  });
});
