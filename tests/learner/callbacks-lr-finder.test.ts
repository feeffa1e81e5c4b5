import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Scalar, tf } from '../../server/engine/index.ts';
import {
  BatchNorm2d,
  Callback,
  type Learner,
  LRFinder,
  type LRFinderOptions,
  Metrics,
  Random,
  StopOnNonFinite,
  stateDict,
  suggestLr,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

/**
 * Losses of searches on Fashion-MNIST from 1e-5 by 1.3: the lesson's network, batches of 256. With batch norm, kaiming
 * and SGD; without norm, with kaiming and the lesson's Momentum; without norm, from PyTorch's own init, with SGD.
 */
const CURVES: Record<'batchNorm' | 'momentum' | 'flat', number[]> = JSON.parse(
  readFileSync(new URL('./lr-curves.json', import.meta.url), 'utf8'),
);
const rates = (count: number, start = 1e-5) => Array.from({ length: count }, (_, i) => start * 1.3 ** i);
const suggested = (loss: number[], start?: number) => suggestLr(rates(loss.length, start), loss);

describe('the suggestion', () => {
  test.each([
    ['batchNorm', 0.02, 0.1],
    ['momentum', 0.03, 0.15],
  ] as const)('for the curve %s is between %d and %d', (name, low, high) => {
    const { suggestion, reason } = suggested(CURVES[name]);
    expect(suggestion).toBeGreaterThan(low);
    expect(suggestion).toBeLessThan(high);
    expect(reason).toMatch(/falls most steeply/);
  });

  test('is the steepest place of a clean curve, unless the minimum is too near', () => {
    const fallAt = (middle: number, width: number) =>
      rates(60).map((lr, i) => 2 - Math.tanh(Math.log(lr / middle) / width) + (i > 54 ? (i - 54) ** 2 : 0));
    const slow = suggested(fallAt(1e-3, 1));
    expect(Math.abs(Math.log(slow.suggestion! / 1e-3))).toBeLessThan(0.3);
    const late = suggested(fallAt(8, 1));
    expect(late.reason).toMatch(/^a tenth of the rate where the loss is least at/);
    expect(late.suggestion).toBeLessThan(2);
  });

  test('is not moved by a wild batch', () => {
    const wild = CURVES.batchNorm.with(5, 0.1).with(12, 9);
    expect(suggested(wild).suggestion).toBe(suggested(CURVES.batchNorm).suggestion);
  });

  test('ends where the loss is no number', () => {
    const broken = [...CURVES.batchNorm, Number.POSITIVE_INFINITY, 0, 0, 0, 0, 0];
    expect(suggested(broken)).toEqual(suggested(CURVES.batchNorm));
  });

  test.each([
    ['it never falls', CURVES.flat, 1e-5, /never falls clearly: from 2\.3\d to 2\.3\d/],
    ['it grows from the start', CURVES.flat.map((_, i) => 2 + i / 10), 1e-5, /never falls clearly/],
    ['it is short', CURVES.batchNorm.slice(-5), 1e-5, /5 finite losses/],
    ['it is NaN at once', [Number.NaN], 1e-5, /0 finite losses/],
    ['there is none', [], 1e-5, /0 finite losses/],
    ['it begins at the bottom', CURVES.batchNorm.slice(-17), 0.1, /start with a lower rate/],
  ])('is null and says why when %s', (_, loss, start, reason) => {
    expect(suggested(loss, start)).toEqual({ suggestion: null, reason: expect.stringMatching(reason) });
  });

  test('hardly ever takes noise for a fall', () => {
    const random = new Random(5);
    const seen = Array.from({ length: 500 }, (_, k) =>
      suggested(Array.from(random.normal(10 + (k % 60), 0.1), (noise) => 2.3 + noise)),
    );
    expect(seen.filter(({ suggestion }) => suggestion !== null).length).toBeLessThan(5);
  });
});

describe('LRFinder', () => {
  onWasm(1);

  /** Makes the loss what the list says, step by step. */
  class Play extends Callback {
    readonly #losses: number[];
    constructor(losses: number[]) {
      super();
      this.#losses = losses;
    }
    override afterLoss(learn: Learner): void {
      learn.loss = tf.add(tf.mul(learn.loss, 0), this.#losses[learn.steps.train]!) as Scalar;
    }
  }

  async function find(options: LRFinderOptions, ...callbacks: Callback[]) {
    const model = tinyModel(undefined, (channels) => new BatchNorm2d(channels));
    const finder = new LRFinder(options);
    const before = stateDict(model);
    const learn = tinyLearner(model, finder, ...callbacks);
    const error = await learn
      .fit(6, { train: tinyLoader(40), valid: tinyLoader(4) })
      .catch((error: unknown) => error);
    expect(stateDict(model), 'weights and buffers').toEqual(before);
    model.dispose();
    return { ...finder.result, steps: learn.steps, error };
  }

  test('a real search: rates grow by gamma, training happens, all is as before, validation left out', async () => {
    const { lr, loss, steps, error } = await find({ startLr: 1e-3 });
    expect(error).toBeUndefined();
    for (const [i, rate] of lr.entries()) expect(rate).toBeCloseTo(1e-3 * 1.3 ** i, 10);
    expect(loss).toHaveLength(lr.length);
    expect(lr.length).toBeGreaterThan(20);
    expect(Math.max(...loss)).toBe(loss.at(-1));
    expect(loss.at(-1)).toBeGreaterThan(3 * Math.min(...loss));
    expect(steps.valid).toBe(0);
  });

  test.each([
    [[2, 1, 2.9, 3.1, 1], 4],
    [[2, 1, Number.NaN, 1], 3],
    [[2, Number.POSITIVE_INFINITY], 2],
    [[-1, -2, -1, 5, Number.NaN], 5],
  ])('losses %o: ends at batch %i, and keeps its loss', async (losses, length) => {
    const { lr, loss, error } = await find({}, new Play(losses), new StopOnNonFinite());
    expect(error).toBeUndefined();
    expect(loss).toEqual(losses.slice(0, length).map(Math.fround));
    expect(lr).toHaveLength(length);
    expect(lr[0]).toBe(1e-4);
  });

  test('a search that fails leaves the weights as they were', async () => {
    class Broken extends Callback {
      override afterStep({ steps }: Learner): void {
        if (steps.train === 3) throw new Error('broken');
      }
    }
    const { error } = await find({ startLr: 0.1 }, new Broken());
    expect(error).toMatchObject({ message: 'Broken.afterStep: broken' });
  });

  test('no validation is scored', async () => {
    const metrics = new Metrics();
    await find({ startLr: 1e-3 }, metrics);
    expect(metrics.epochs.every(({ training }) => training)).toBe(true);
  });

  test.each([{ startLr: 0 }, { gamma: 1 }, { maxMult: Number.NaN }])('%o is refused', (options) => {
    expect(() => new LRFinder(options)).toThrow(RangeError);
  });
});
