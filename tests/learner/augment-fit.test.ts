import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../server/engine/index.ts';
import {
  augment,
  CapturePreds,
  horizontalFlip,
  type Module,
  Random,
  Recorder,
  randomCrop,
  stateDict,
  TestTimeAugmentation,
} from '../../server/learner/index.ts';
import { tinyImages, tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

describe('augmentation in a fit', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());

  test('does its transforms in order, to training batches only', async () => {
    const mirror = horizontalFlip({ p: 1 });
    const addOne = (values: Float32Array) => values.map((value) => value + 1);
    const double = (values: Float32Array) => values.map((value) => value * 2);
    const capture = new CapturePreds({ inputs: true });
    const seen = new Recorder({ x: ({ batch }) => batch.x.dataSync().slice() });
    const learn = tinyLearner(model, augment([mirror, addOne, double], new Random(1)), seen, capture);
    await learn.fit(1, { train: tinyLoader(4), valid: tinyLoader(4) });
    const pixel = (k: number) => tinyImages(4).images[k]! / 255;
    expect(seen.records.x[0]![0]).toBeCloseTo(2 * (pixel(7) + 1), 5);
    expect(capture.inputs!.data[0]).toBeCloseTo(pixel(0), 6);
  });

  test('draws anew for each batch, and the same from the same seed', async () => {
    const run = async () => {
      const seen = new Recorder({ x: ({ batch }) => batch.x.dataSync().join() });
      const crop = augment([randomCrop({ padding: 3, per: 'image' })], new Random(5));
      await tinyLearner(model, crop, seen).fit(4, { train: tinyLoader(4) });
      return seen.records.x;
    };
    const first = await run();
    expect(new Set(first).size).toBe(4);
    expect(await run()).toEqual(first);
  });

  test('without transforms leaves the batches as they are', async () => {
    const seen = new Recorder({ x: ({ batch }) => batch.x.dataSync()[1]! });
    await tinyLearner(model, augment([], new Random(1)), seen).fit(1, { train: tinyLoader(4) });
    expect(seen.records.x[0]).toBeCloseTo(37 / 255, 6);
  });

  describe('TestTimeAugmentation', () => {
    test('averages the predictions of images and mirror images in validation', async () => {
      const capture = new CapturePreds();
      await tinyLearner(model, new TestTimeAugmentation(), capture).fit(1, { valid: tinyLoader(4) });
      const [{ x, y }] = [...tinyLoader(4)] as [{ x: tf.Tensor; y: tf.Tensor }];
      const logits = tf.tidy(() => model.call(x).dataSync().slice());
      const mirrored = tf.tidy(() => model.call(tf.reverse(x, 2)).dataSync().slice());
      tf.dispose([x, y]);
      expect(Math.abs(logits[0]! - mirrored[0]!)).toBeGreaterThan(1e-3);
      for (const [i, value] of capture.predictions.data.entries()) {
        expect(value).toBeCloseTo((logits[i]! + mirrored[i]!) / 2, 5);
      }
    });

    test('trains as without it', async () => {
      const initial = stateDict(model);
      await tinyLearner(model, new TestTimeAugmentation()).fit(2, {
        train: tinyLoader(6),
        valid: tinyLoader(4),
      });
      const trained = stateDict(model);
      expect(trained).not.toEqual(initial);
      const other = tinyModel();
      await tinyLearner(other).fit(2, { train: tinyLoader(6), valid: tinyLoader(4) });
      expect(stateDict(other)).toEqual(trained);
      other.dispose();
    });
  });
});
