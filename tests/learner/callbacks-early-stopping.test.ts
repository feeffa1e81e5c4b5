import { describe, expect, test } from 'vitest';
import { type Scalar, tf } from '../../server/engine/index.ts';
import {
  Callback,
  EarlyStopping,
  type EarlyStoppingOptions,
  type Learner,
  Metrics,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

/** Gives each epoch the loss, or in validation the predictions, that the list says. */
class Play extends Callback {
  override readonly order = -200;
  readonly #losses: number[];
  readonly #split: boolean;
  constructor(losses: number[], training: boolean) {
    super();
    this.#losses = losses;
    this.#split = training;
  }
  override afterLoss(learn: Learner): void {
    if (learn.training !== this.#split) return;
    // Of the loss, so that there is a way back.
    learn.loss = tf.add(tf.mul(learn.loss, 0), this.#losses[learn.epoch]!) as Scalar;
  }
}

/** Class 0 for everything up to an epoch's share of the four images, which are of classes 0, 1, 0, 1. */
class PlayHits extends Callback {
  override readonly order = -200;
  readonly #hits: number[];
  constructor(hits: number[]) {
    super();
    this.#hits = hits;
  }
  override afterPredict(learn: Learner): void {
    if (learn.training) return;
    const classes = [0, 1, 0, 1].map((label, i) => (i < this.#hits[learn.epoch]! ? label : 1 - label));
    learn.predictions.dispose();
    learn.predictions = tf.keep(tf.oneHot(tf.tensor1d(classes, 'int32'), 2).toFloat());
  }
}

describe('EarlyStopping', () => {
  onWasm(1);

  async function run(options: EarlyStoppingOptions, play: Callback, epochs: number, validates = true) {
    const model = tinyModel();
    const early = new EarlyStopping(options);
    const metrics = new Metrics();
    const valid = validates ? { valid: tinyLoader(4) } : {};
    try {
      await tinyLearner(model, play, early, metrics).fit(epochs, { train: tinyLoader(4), ...valid });
    } finally {
      model.dispose();
    }
    return { early, epochs: metrics.epochs };
  }

  test.each([
    [{ patience: 2 }, [3, 2, 2, 2.5, 1], 4, { epoch: 1, value: 2 }],
    [{ patience: 1 }, [3, 2, 2, 1], 3, { epoch: 1, value: 2 }],
    [{ patience: 0 }, [3, 2, 2, 1], 3, { epoch: 1, value: 2 }],
    [{ patience: 2, minDelta: 0.5 }, [3, 2.6, 2.5, 2], 3, { epoch: 0, value: 3 }],
    [{}, [Number.NaN, Number.NaN, Number.NaN, 1], 3, null],
  ])('with %o and validation losses %o ends after %i epochs', async (options, losses, expected, best) => {
    const { early, epochs } = await run(options, new Play(losses, false), losses.length);
    expect(epochs).toHaveLength(2 * expected);
    expect(epochs.at(-1)!.training).toBe(false);
    expect(early.best).toEqual(best);
    expect(early.reason).toMatch(/^valid-loss made no progress for \d epochs; its best was /);
  });

  test('lets a fit that progresses, or that ends anyhow, go to its end', async () => {
    const { early, epochs } = await run({ patience: 2 }, new Play([4, 3, 3.5, 2, 2, 2], false), 6);
    expect(epochs).toHaveLength(12);
    expect(early.reason).toBeNull();
  });

  test('watches the training loss, with the validation of the last epoch still to come', async () => {
    const { epochs } = await run({ monitor: 'train-loss', patience: 1 }, new Play([2, 2, 1], true), 3);
    expect(epochs.map(({ training }) => training)).toEqual([true, false, true, false]);
  });

  test('watches the accuracy, which is to grow', async () => {
    const { early, epochs } = await run(
      { monitor: 'valid-accuracy', patience: 2 },
      new PlayHits([1, 3, 2, 3, 4]),
      5,
    );
    expect(epochs).toHaveLength(8);
    expect(early.best).toEqual({ epoch: 1, value: 0.75 });
  });

  test('says so when there is no validation to watch', async () => {
    await expect(run({}, new Play([], false), 2, false)).rejects.toThrow('there is no valid-loss to watch');
  });
});
