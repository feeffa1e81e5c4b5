import { afterAll, describe, expect, test } from 'vitest';
import { closeWebgpu, generalRelu, openDevice, readable, tf, valuesOf } from '../../server/engine/index.ts';
import {
  ActivationStats,
  AdamW,
  augment,
  BatchNorm2d,
  Callback,
  CapturePreds,
  EarlyStopping,
  horizontalFlip,
  ImageLoader,
  type Learner,
  LRFinder,
  LSUV,
  Metrics,
  Random,
  randomCopy,
  randomCrop,
  randomErase,
  StopOnNonFinite,
  stateDict,
  Tanh,
  TrainLearner,
} from '../../server/learner/index.ts';
import { softwareVulkan } from '../software-adapter.ts';
import { tinyImages, tinyLearner, tinyLoader, tinyModel, tinyOptions } from './tiny.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const DEVICES = ['wasm', 'webgpu:software'] as const;

/** What `work` gives on the device where values are read at once, and on one where they come later. */
async function onBoth<T>(work: () => Promise<T>): Promise<[atOnce: T, later: T]> {
  const results: T[] = [];
  for (const device of DEVICES) {
    await openDevice([device], 1);
    results.push(await work());
  }
  return results as [T, T];
}

/** The losses of training batches, in the order in which they are read. */
class Losses extends Callback {
  override readonly order = 1;
  readonly seen: number[] = [];
  override afterLoss(learn: Learner): void {
    if (learn.training) learn.read([learn.loss], ([loss]) => this.seen.push(loss!));
  }
}

const expectClose = (a: readonly number[], b: readonly number[], by = 1e-4): void => {
  expect(b).toHaveLength(a.length);
  for (const [i, value] of a.entries()) expect(Math.abs(b[i]! - value), `number ${i}`).toBeLessThan(by);
};

describe.skipIf(!vulkan)('values that are read later', () => {
  afterAll(closeWebgpu);

  test('are those that are read at once: losses, layers, predictions, weights', {
    timeout: 120_000,
  }, async () => {
    const [atOnce, later] = await onBoth(async () => {
      const losses = new Losses();
      const metrics = new Metrics({
        confidence: (predictions) => tf.mean(tf.max(predictions, 1)) as tf.Scalar,
      });
      const stats = new ActivationStats({ bins: 8, max: 2 });
      const captured = new CapturePreds();
      const model = tinyModel(
        () => new Tanh(),
        (channels) => new BatchNorm2d(channels),
      );
      const learner = new TrainLearner({
        ...tinyOptions(model, [losses, metrics, stats, captured, new EarlyStopping({ patience: 5 })]),
        optimizer: (parameters) => new AdamW(parameters, { lr: 0.01 }),
      });
      const transforms = [
        randomCrop({ padding: 2, fill: -1, per: 'image' }),
        horizontalFlip({ per: 'image' }),
        randomCopy({ pct: 0.4, maxNum: 2, per: 'image' }),
      ];
      const callbacks = [augment(transforms, new Random(5))];
      await learner.fit(2, { train: tinyLoader(12), valid: tinyLoader(8), callbacks });
      const state = { losses: losses.seen, epochs: metrics.epochs, layers: [...stats.layers.values()] };
      await readable(Array.from(model.state(), ([, { value }]) => value));
      const weights = stateDict(model);
      model.dispose();
      return { ...state, weights, captured: captured.predictions };
    });
    expectClose(atOnce.losses, later.losses);
    for (const name of ['loss', 'accuracy'] as const) {
      expectClose(
        atOnce.epochs.map((epoch) => epoch[name]),
        later.epochs.map((epoch) => epoch[name]),
      );
    }
    expectClose(
      atOnce.epochs.map(({ more }) => more.confidence!),
      later.epochs.map(({ more }) => more.confidence!),
    );
    for (const [i, batches] of atOnce.layers.entries()) {
      const others = later.layers[i]!;
      expect(others.map(({ hist }) => hist.length)).toEqual(batches.map(({ hist }) => hist.length));
      for (const name of ['mean', 'std', 'dead', 'capped'] as const) {
        // A value may fall into the next bin.
        const by = name === 'dead' || name === 'capped' ? 0.02 : 1e-3;
        expectClose(
          batches.map((seen) => seen[name]!),
          others.map((seen) => seen[name]!),
          by,
        );
      }
    }
    expectClose([...atOnce.captured.data], [...later.captured.data], 1e-3);
    for (const [name, { data }] of Object.entries(atOnce.weights)) {
      expectClose([...data], [...later.weights[name]!.data], 1e-3);
    }
  });

  test('erase the same places, with other noise', { timeout: 60_000 }, async () => {
    class Seen extends Callback {
      images: number[] = [];
      override afterBatch(learn: Learner): void {
        learn.read([learn.batch.x], (x) => this.images.push(...x));
      }
    }
    const states: unknown[] = [];
    const [atOnce, later] = await onBoth(async () => {
      const seen = new Seen();
      const learner = tinyLearner(tinyModel(), seen);
      const random = new Random(2);
      const erase = augment([randomErase({ pct: 0.5, maxNum: 1, per: 'image' })], random);
      await learner.fit(1, { train: tinyLoader(4), callbacks: [erase] });
      const images = [...seen.images];
      // Of one image at a time, so that some batches have no patch at all.
      const lone = augment([randomErase({ pct: 0.5, maxNum: 1 })], random);
      const train = new ImageLoader(tinyImages(6), { batchSize: 1 });
      await learner.fit(1, { train, callbacks: [lone] });
      learner.model.dispose();
      states.push(random.state());
      return images;
    });
    expect(states[1]).toEqual(states[0]);
    const plain = await onBoth(async () => {
      const [{ x, y }] = [...tinyLoader(4)] as [{ x: tf.Tensor; y: tf.Tensor }];
      const values = [...(await x.data())];
      tf.dispose([x, y]);
      return values;
    });
    const erased = (images: number[]) => images.map((value, i) => value !== plain[0][i]);
    expect(erased(later)).toEqual(erased(atOnce));
    expect(erased(later).filter(Boolean).length).toBeGreaterThan(15);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(Math.min(...plain[1]));
    expect(Math.max(...later)).toBeLessThanOrEqual(Math.max(...plain[1]));
  });

  test('prepare a network by LSUV', { timeout: 60_000 }, async () => {
    const [atOnce, later] = await onBoth(async () => {
      const lsuv = new LSUV({ x: () => [...tinyLoader(4)][0]! });
      const learner = tinyLearner(tinyModel(), lsuv);
      await learner.fit(1, { train: tinyLoader(4) });
      learner.model.dispose();
      return lsuv.report;
    });
    expect(later.map(({ reached }) => reached)).toEqual(atOnce.map(({ reached }) => reached));
    expectClose(
      atOnce.flatMap(({ before, after }) => [before.mean, before.std, after.mean, after.std]),
      later.flatMap(({ before, after }) => [before.mean, before.std, after.mean, after.std]),
      2e-3,
    );
  });

  test('end a search for a rate, of which nobody hears what came after its end', {
    timeout: 60_000,
  }, async () => {
    const [atOnce, later] = await onBoth(async () => {
      const finder = new LRFinder({ startLr: 0.01, gamma: 4, maxMult: 1.2 });
      const model = tinyModel();
      const before = await model.state().next().value![1].value.data();
      await tinyLearner(model, finder).fit(1, { train: tinyLoader(80) });
      const after = await model.state().next().value![1].value.data();
      model.dispose();
      expect([...after]).toEqual([...before]);
      return finder.result;
    });
    expect(later.lr).toEqual(atOnce.lr);
    expect(atOnce.lr.length).toBeLessThan(20);
  });

  test('fail a fit whose loss is not finite at that batch', { timeout: 60_000 }, async () => {
    class Poison extends Callback {
      override beforeBatch({ steps, model, training }: Learner): void {
        if (!training || steps.train !== 3) return;
        const [, slot] = [...model.namedParameters()][0]!;
        tf.tidy(() => slot.value.assign(tf.fill(slot.value.shape, Number.NaN)));
      }
    }
    await openDevice(['webgpu:software'], 1);
    const losses = new Losses();
    const model = tinyModel();
    const learner = tinyLearner(model, losses, new StopOnNonFinite(), new Poison());
    await expect(learner.fit(1, { train: tinyLoader(40) })).rejects.toThrow(
      'the loss is NaN at training batch 3',
    );
    expect(losses.seen.map(Number.isFinite)).toEqual([true, true, true, false]);
    model.dispose();
  });

  test('are not to be had at once, which is said with what to do', async () => {
    await openDevice(['webgpu:software'], 1);
    const metrics = new Metrics({ sum: (predictions) => predictions.sum().dataSync()[0]! });
    const model = tinyModel();
    await expect(tinyLearner(model, metrics).fit(1, { train: tinyLoader(4) })).rejects.toThrow(
      /webgpu|Offscreen/,
    );
    const x = generalRelu(tf.ones([2]), { leak: 0, sub: 0, max: null });
    expect(() => valuesOf(x)).toThrow('ask for them by learn.read');
    model.dispose();
  });
});
