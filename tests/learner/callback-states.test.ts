import { describe, expect, test } from 'vitest';
import { type Scalar, tf } from '../../server/engine/index.ts';
import {
  Callback,
  Cancel,
  checkCallbacks,
  EarlyStopping,
  type FitState,
  type Learner,
  Metrics,
  Progress,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

/** Says the state before each batch, as JSON gives it back, and ends the fit after `last` batches. */
class Keep extends Callback {
  override readonly order = -1000;
  readonly states: FitState[] = [];
  readonly #last: number;
  constructor(last = Number.POSITIVE_INFINITY) {
    super();
    this.#last = last;
  }
  override beforeBatch(learn: Learner): void {
    const { optimizer, gradients, ...rest } = learn.state();
    this.states.push({ ...JSON.parse(JSON.stringify(rest)), optimizer, gradients });
    if (this.states.length > this.#last) throw new Cancel('fit');
  }
}

/** The loss of every batch is NaN. */
class Broken extends Callback {
  override readonly order = -100;
  override afterLoss(learn: Learner): void {
    // Of the loss, so that there is a way back.
    learn.loss = tf.mul(learn.loss, Number.NaN) as Scalar;
  }
}

describe('the state of a callback', () => {
  onWasm(1);

  test('is known by its name, whatever becomes of that of the class', () => {
    const Renamed = class q extends Metrics {};
    const states = ['EarlyStopping', 'Metrics'].map((callback) => ({ callback, state: null }));
    checkCallbacks([new Renamed(), new Keep(), new EarlyStopping()], states);
    expect(() => checkCallbacks([new Renamed()], states)).toThrow(
      'the state is of a fit with callbacks EarlyStopping, Metrics, this one has Metrics',
    );
  });

  test('Metrics: an epoch that has lost its number does not get one by going on', async () => {
    const model = tinyModel();
    const keep = new Keep(2);
    await tinyLearner(model, keep, new Metrics(), new Broken()).fit(1, { train: tinyLoader(12) });
    const metrics = new Metrics();
    await tinyLearner(model, metrics).fit(1, { train: tinyLoader(12), resume: keep.states.at(-1)! });
    model.dispose();
    expect(metrics.epochs).toHaveLength(1);
    expect(metrics.epochs[0]!.loss).toBeNaN();
  });

  test('Metrics: seconds are those of both parts, without the time between', async () => {
    const model = tinyModel();
    class Slow extends Callback {
      override afterBatch(): void {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
      }
    }
    const keep = new Keep(2);
    await tinyLearner(model, keep, new Metrics(), new Slow()).fit(1, { train: tinyLoader(12) });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const metrics = new Metrics();
    await tinyLearner(model, metrics).fit(1, { train: tinyLoader(12), resume: keep.states.at(-1)! });
    model.dispose();
    expect(metrics.epochs[0]!.seconds).toBeGreaterThan(0.12);
    expect(metrics.epochs[0]!.seconds).toBeLessThan(1);
  });

  test('EarlyStopping: epochs without a number count as waited for, before and after', async () => {
    const model = tinyModel();
    const keep = new Keep();
    const fit = { train: tinyLoader(4), valid: tinyLoader(4) };
    const whole = new EarlyStopping({ patience: 3 });
    await tinyLearner(model, keep, whole, new Broken(), new Metrics()).fit(9, fit);
    expect(whole.reason).toMatch(/no progress for 3 epochs; its best was not a number in any epoch/);
    expect(keep.states).toHaveLength(6);
    for (const [i, resume] of keep.states.entries()) {
      const early = new EarlyStopping({ patience: 3 });
      const metrics = new Metrics();
      await tinyLearner(model, early, new Broken(), metrics).fit(9, { ...fit, resume });
      expect(early.reason, `from ${i}`).toBe(whole.reason);
      expect(metrics.epochs, `from ${i}`).toHaveLength(6 - i);
    }
    model.dispose();
  });

  test('Progress: the line of an epoch has both splits, whichever part saw them', async () => {
    const model = tinyModel();
    const lines = async (keep: Keep, resume?: FitState): Promise<string[]> => {
      const printed: string[] = [];
      const metrics = new Metrics();
      const progress = new Progress(metrics, (line) => printed.push(line));
      const fit = { train: tinyLoader(4), valid: tinyLoader(4), ...(resume && { resume }) };
      await tinyLearner(model, keep, metrics, progress).fit(1, fit);
      return printed;
    };
    const keep = new Keep();
    await lines(keep);
    const [head, line] = await lines(new Keep(), keep.states[1]!);
    model.dispose();
    expect(head).toContain('train-loss');
    expect(line).not.toContain('-  ');
  });
});
