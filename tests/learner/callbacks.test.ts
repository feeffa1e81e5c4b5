import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf, valuesOf } from '../../server/engine/index.ts';
import {
  BatchTransform,
  Callback,
  Cancel,
  CapturePreds,
  type Learner,
  Metrics,
  type Module,
  Progress,
  Recorder,
  type Schedule,
  Scheduler,
  SingleBatch,
} from '../../server/learner/index.ts';
import { tinyImages, tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

describe('callbacks', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());

  test('SingleBatch ends the fit after one batch, which everybody saw', async () => {
    const recorder = new Recorder({ step: ({ steps }) => steps.train });
    const learn = tinyLearner(model, new SingleBatch(), recorder);
    await learn.fit(3, { train: tinyLoader(12), valid: tinyLoader(4) });
    expect(recorder.records.step).toEqual([0]);
    expect(learn.steps.valid).toBe(0);
  });

  test('Recorder keeps values of training batches, of each fit by itself', async () => {
    const recorder = new Recorder({
      loss: ({ loss }) => loss.dataSync()[0]!,
      images: ({ batch }) => batch.x.shape[0]!,
    });
    const learn = tinyLearner(model, recorder);
    await learn.fit(3, { train: tinyLoader(6), valid: tinyLoader(4) });
    await learn.fit(1, { train: tinyLoader(6) });
    expect(recorder.records.images).toEqual([4, 2]);
    expect(recorder.records.loss.every(Number.isFinite)).toBe(true);
  });

  test('Metrics weights any metric by the images of the batches', async () => {
    const metrics = new Metrics({
      images: (predictions) => predictions.shape[0]!,
      sum: (predictions, targets) => tf.add(tf.sum(predictions), tf.sum(targets)).dataSync()[0]!,
    });
    await tinyLearner(model, metrics).fit(1, { train: tinyLoader(6), valid: tinyLoader(4) });
    const [train, valid] = metrics.epochs;
    expect(train!.more.images).toBeCloseTo((4 * 4 + 2 * 2) / 6, 10);
    expect(valid!.more.images).toBe(4);
    expect(metrics.batch.more.sum).toBe(valid!.more.sum);
    expect(metrics.names).toEqual(['images', 'sum']);
  });

  test.each([true, false])('Progress prints a line an epoch, validation: %s', async (validates) => {
    const lines: string[] = [];
    const metrics = new Metrics({ one: () => 1 });
    const progress = new Progress(metrics, (line) => lines.push(line));
    const valid = validates ? { valid: tinyLoader(4) } : {};
    await tinyLearner(model, progress, metrics).fit(2, { train: tinyLoader(8), ...valid });
    const cells = lines.map((line) => line.trim().split(/\s+/));
    expect(cells[0]!.join(' ')).toBe(
      'epoch train-loss valid-loss train-accuracy valid-accuracy train-one valid-one seconds',
    );
    expect(cells.slice(1).map(([epoch]) => epoch)).toEqual(['0', '1']);
    const losses = metrics.epochs.filter(({ training }) => training).map(({ loss }) => loss.toFixed(4));
    expect(cells.slice(1).map(([, loss]) => loss)).toEqual(losses);
    expect(cells[1]![2]).toBe(validates ? metrics.epochs[1]!.loss.toFixed(4) : '-');
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });

  test('CapturePreds keeps the last epoch: predictions, targets, inputs', async () => {
    const capture = new CapturePreds({ inputs: true });
    await tinyLearner(model, capture).fit(1, { train: tinyLoader(8), valid: tinyLoader(6) });
    expect(capture.predictions.shape).toEqual([6, 2]);
    expect(capture.targets).toEqual({ shape: [6], data: Int32Array.of(0, 1, 0, 1, 0, 1) });
    expect(capture.inputs!.shape).toEqual([6, 8, 8, 1]);
    expect(capture.inputs!.data[70]).toBeCloseTo(tinyImages(6).images[70]! / 255, 6);
    const { predictions } = capture;
    const again = tf.tidy(() => valuesOf(model.call(tf.tensor(capture.inputs!.data, [6, 8, 8, 1]))).slice());
    for (const [i, value] of again.entries()) expect(predictions.data[i]).toBeCloseTo(value, 5);
  });

  test('CapturePreds gives what it saw of an epoch that was left, and no inputs unasked', async () => {
    const capture = new CapturePreds();
    await tinyLearner(model, capture, new SingleBatch()).fit(1, { train: tinyLoader(8) });
    expect(capture.targets.shape).toEqual([4]);
    expect(capture.inputs).toBeNull();
  });

  describe('BatchTransform', () => {
    const means = (learn: Learner) => tf.tidy(() => tf.mean(learn.batch.x).dataSync()[0]!);
    class Means extends Callback {
      readonly seen: [boolean, number][] = [];
      override readonly order = 5;
      override cleanupBatch(learn: Learner): void {
        this.seen.push([learn.training, means(learn)]);
      }
    }
    const zero = ({ x, y }: Learner['batch']) => ({ x: tf.zerosLike(x), y });

    test.each([
      [{}, [true, true]],
      [{ onValid: false }, [true, false]],
      [{ onTrain: false }, [false, true]],
    ])('with %o changes training and validation: %o', async (options, expected) => {
      const watch = new Means();
      const learn = tinyLearner(model, new BatchTransform(zero, options), watch);
      await learn.fit(1, { train: tinyLoader(4), valid: tinyLoader(4) });
      expect(watch.seen.map(([, mean]) => mean === 0)).toEqual(expected);
    });

    test('leaves no tensor behind when its batch is cancelled', async () => {
      class Leave extends Callback {
        override afterPredict(): void {
          throw new Cancel('batch');
        }
      }
      const before = tf.memory().numTensors;
      await tinyLearner(model, new BatchTransform(zero), new Leave()).fit(1, { train: tinyLoader(8) });
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  describe('Scheduler', () => {
    const schedule: Schedule = ({ step, total }, base) => ({ ...base, lr: base.lr * (1 + step / total) });
    const rates = async (per?: 'batch' | 'epoch') => {
      const recorder = new Recorder({ lr: ({ opt }) => opt.settings.lr });
      const scheduler = per ? new Scheduler(schedule, { per }) : new Scheduler(schedule);
      const learn = tinyLearner(model, scheduler, recorder);
      const run = () => learn.fit(2, { train: tinyLoader(8), valid: tinyLoader(4), lr: 0.1 });
      await run();
      const first = recorder.records.lr;
      await run();
      expect(recorder.records.lr).toEqual(first);
      return first;
    };

    test('sets the settings of step k before the k-th training batch, from the same base in every fit', async () => {
      expect(await rates()).toEqual([0, 1, 2, 3].map((step) => 0.1 * (1 + step / 4)));
    });

    test('per epoch counts epochs', async () => {
      expect(await rates('epoch')).toEqual([0, 0, 1, 1].map((step) => 0.1 * (1 + step / 2)));
    });
  });
});
