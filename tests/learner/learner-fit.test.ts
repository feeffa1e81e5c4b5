import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Callback,
  type Learner,
  Metrics,
  type Module,
  MomentumLearner,
  type Optimizer,
  Recorder,
  SGD,
  stateDict,
  TrainLearner,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel, tinyOptions } from './tiny.ts';
import { onWasm } from './wasm.ts';

describe('fit', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());
  const rates = () => new Recorder({ lr: ({ opt }) => opt.settings.lr });

  test('calls callbacks by order, and by their place in the list where it is the same', async () => {
    const calls: string[] = [];
    const named = (name: string, order: number): Callback => {
      class Named extends Callback {
        override readonly order = order;
        override beforeFit(): void {
          calls.push(name);
        }
      }
      return new Named();
    };
    const learn = tinyLearner(model, named('d', 1), named('b', 0), named('a', -1));
    await learn.fit(1, { train: tinyLoader(4), callbacks: [named('c', 0)] });
    expect(calls).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a rate of its own is for one fit; else the learner says it, else the optimizer', async () => {
    const plain = rates();
    const learn = tinyLearner(model, plain);
    await learn.fit(1, { train: tinyLoader(4), lr: 0.3 });
    expect(plain.records.lr).toEqual([0.3]);
    await learn.fit(1, { train: tinyLoader(4) });
    expect(plain.records.lr).toEqual([0.05]);
    const said = rates();
    await new TrainLearner({ ...tinyOptions(model, [said]), lr: 0.02 }).fit(1, { train: tinyLoader(4) });
    expect(said.records.lr).toEqual([0.02]);
  });

  test('callbacks of one fit are gone in the next', async () => {
    const extra = new Metrics();
    const always = new Metrics();
    const learn = tinyLearner(model, always);
    await learn.fit(1, { train: tinyLoader(4), callbacks: [extra] });
    await learn.fit(1, { train: tinyLoader(4) });
    expect(extra.epochs).toHaveLength(1);
    expect(always.epochs).toHaveLength(2);
  });

  test('every fit has a new optimizer, which is freed', async () => {
    const seen: Optimizer[] = [];
    const options = tinyOptions(model);
    const learn = new TrainLearner({
      ...options,
      optimizer: (parameters) => {
        const optimizer = new SGD(parameters, { lr: 0.05, momentum: 0.9 });
        seen.push(optimizer as never);
        return optimizer;
      },
    });
    await learn.fit(1, { train: tinyLoader(4) });
    await learn.fit(1, { train: tinyLoader(4) });
    expect(new Set(seen).size).toBe(2);
  });

  test('without training data only evaluates: weights stay, no step is made', async () => {
    const metrics = new Metrics();
    const before = stateDict(model);
    const learn = tinyLearner(model, metrics);
    await learn.fit(1, { valid: tinyLoader(6) });
    expect(stateDict(model)).toEqual(before);
    expect(learn.steps).toEqual({ train: 0, valid: 2 });
    expect(learn.totalSteps).toBe(0);
    expect(metrics.epochs).toMatchObject([{ training: false, epoch: 0 }]);
    expect(model.training).toBe(false);
  });

  test('counts epochs and steps of the whole fit beforehand', async () => {
    const counts = new Recorder({
      at: ({ epoch, epochs, steps, totalSteps }) => [epoch, epochs, steps.train, totalSteps],
    });
    await tinyLearner(model, counts).fit(2, { train: tinyLoader(6) });
    expect(counts.records.at).toEqual([
      [0, 2, 0, 4],
      [0, 2, 1, 4],
      [1, 2, 2, 4],
      [1, 2, 3, 4],
    ]);
  });

  test('gradients are added up while a callback leaves them', async () => {
    const norms: number[][] = [];
    class Keep extends Callback {
      override step(): void {}
      override zeroGrad(): void {}
      override afterBackward({ gradients }: Learner): void {
        norms.push(gradients.map((gradient) => Math.hypot(...gradient.dataSync())));
      }
    }
    await tinyLearner(model, new Keep()).fit(3, { train: tinyLoader(4) });
    for (const [i, norm] of norms[0]!.entries()) {
      expect(norms[1]![i]! / norm, `of parameter ${i}`).toBeCloseTo(2, 4);
      expect(norms[2]![i]! / norm, `of parameter ${i}`).toBeCloseTo(3, 4);
    }
  });

  test('MomentumLearner is heavy ball', async () => {
    const losses = async (make: (net: Module, metrics: Metrics) => Learner): Promise<number[]> => {
      const net = tinyModel();
      const metrics = new Metrics();
      await make(net, metrics).fit(8, { train: tinyLoader(6) });
      net.dispose();
      return metrics.epochs.map(({ loss }) => loss);
    };
    const shrinking = await losses((net, metrics) => new MomentumLearner(tinyOptions(net, [metrics])));
    const heavyBall = await losses(
      (net, metrics) =>
        new TrainLearner({
          ...tinyOptions(net, [metrics]),
          optimizer: (parameters) => new SGD(parameters, { lr: 0.05, momentum: 0.85 }),
        }),
    );
    const plain = await losses((net, metrics) => tinyLearner(net, metrics));
    for (const [i, loss] of heavyBall.entries()) expect(Math.abs(shrinking[i]! - loss)).toBeLessThan(1e-5);
    expect(Math.abs(plain.at(-1)! - heavyBall.at(-1)!)).toBeGreaterThan(1e-3);
  });
});
