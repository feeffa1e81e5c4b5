import { describe, expect, test } from 'vitest';
import { floatsOf, statisticsOf, tf } from '../../server/engine/index.ts';
import {
  type Activation,
  BatchNorm2d,
  GeneralReLU,
  Hook,
  isActivation,
  LSUV,
  type LsuvOptions,
  lsuv,
  type Module,
  modulesOf,
  Random,
  ReLU,
  Sigmoid,
  SiLU,
  stateDict,
  Tanh,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

const noise = () => tf.tensor(new Random(9).normal(32 * 64, 1), [32, 8, 8, 1]);

/** Mean and deviation of what each module gives, in training mode. */
function momentsOf(model: Module, x: tf.Tensor, modules: Iterable<Module>) {
  const hooks = Array.from(
    modules,
    (module) =>
      new Hook<{ mean: number; std: number }>(module, (hook, _, output) => {
        hook.stats = statisticsOf(floatsOf(output), { bins: 1, max: 1 }, null);
      }),
  );
  tf.tidy(() => {
    model.train().call(x);
  });
  for (const hook of hooks) hook.remove();
  return hooks.map(({ stats }) => stats!);
}

describe('lsuv', () => {
  onWasm(1);

  async function run(activation: () => Activation, options: LsuvOptions = {}, norm?: (c: number) => Module) {
    const model = tinyModel(activation, norm);
    const x = noise();
    const before = stateDict(model);
    const report = await lsuv(model, x, options);
    const activations = momentsOf(model, x, modulesOf(model, isActivation).keys());
    const layers = momentsOf(model, x, modulesOf(model, (_, path) => /^[01]\.0$/.test(path)).keys());
    const after = stateDict(model);
    tf.dispose(x);
    model.dispose();
    return { report, activations, layers, before, after };
  }

  test.each([
    ['GeneralReLU', () => new GeneralReLU()],
    ['GeneralReLU without leak', () => new GeneralReLU({ leak: 0, sub: 0.6 })],
  ])('brings mean and deviation of %s to 0 and 1', async (_, activation) => {
    const { report, activations } = await run(activation);
    for (const { mean, std } of activations) {
      expect(Math.abs(mean)).toBeLessThanOrEqual(1e-3);
      expect(Math.abs(std - 1)).toBeLessThanOrEqual(1e-3);
    }
    expect(report.map(({ layer, activation, reached, note }) => [layer, activation, reached, note])).toEqual([
      ['0.0', '0.1', true, null],
      ['1.0', '1.1', true, null],
    ]);
    expect(report[0]!.iterations).toBeGreaterThan(0);
    expect(report[0]!.after.mean).toBeCloseTo(activations[0]!.mean, 6);
    expect(Math.abs(report[0]!.before.std - 1)).toBeGreaterThan(1e-3);
  });

  test('leaves the mean of ReLU alone, and with it the bias', async () => {
    const { report, activations, before, after } = await run(() => new ReLU());
    for (const { std, mean } of activations) {
      expect(Math.abs(std - 1)).toBeLessThanOrEqual(1e-3);
      expect(mean).toBeGreaterThan(0.1);
    }
    expect(after['0.0.bias']).toEqual(before['0.0.bias']);
    expect(after['0.0.weight']).not.toEqual(before['0.0.weight']);
    expect(report[0]).toMatchObject({ reached: true, note: expect.stringContaining('never below 0') });
  });

  test.each([
    ['Sigmoid', () => new Sigmoid()],
    ['Tanh', () => new Tanh()],
    ['GeneralReLU with floor and max', () => new GeneralReLU({ leak: 0, sub: 0, max: 2 })],
  ])('sets what goes into %s', async (_, activation) => {
    const { report, layers } = await run(activation);
    for (const { mean, std } of layers) {
      expect(Math.abs(mean)).toBeLessThanOrEqual(1e-3);
      expect(Math.abs(std - 1)).toBeLessThanOrEqual(1e-3);
    }
    expect(report[0]).toMatchObject({
      reached: true,
      note: expect.stringContaining('bounded on both sides'),
    });
  });

  test('keeps the best state seen when it does not get there, and says so', async () => {
    const { report, activations } = await run(() => new SiLU(), { maxIterations: 3, tolerance: 1e-9 });
    for (const [i, { reached, iterations, after, before, note }] of report.entries()) {
      expect(reached).toBe(false);
      expect(iterations).toBe(3);
      expect(note).toContain('not reached in 3 updates');
      const off = ({ mean, std }: { mean: number; std: number }) =>
        Math.max(Math.abs(std - 1), Math.abs(mean));
      expect(off(after)).toBeLessThanOrEqual(off(before));
      expect(activations[i]!.std).toBeCloseTo(after.std, 5);
    }
  });

  test('gives up on a layer that is dead', async () => {
    const model = tinyModel(() => new ReLU());
    for (const [, { value }] of model.namedParameters()) tf.tidy(() => value.assign(tf.zerosLike(value)));
    const x = noise();
    const [first] = await lsuv(model, x);
    expect(first).toMatchObject({ reached: false, iterations: 0, after: { mean: 0, std: 0 } });
    expect(stateDict(model)['0.0.weight']!.data.every((value) => value === 0)).toBe(true);
    tf.dispose(x);
    model.dispose();
  });

  test('skips a layer before a norm, and leaves running statistics and modes as they were', async () => {
    const model = tinyModel(undefined, (channels) => new BatchNorm2d(channels)).train(false);
    const x = noise();
    const before = stateDict(model);
    const report = await lsuv(model, x);
    expect(stateDict(model)).toEqual(before);
    expect([...model.namedModules()].every(([, { training }]) => !training)).toBe(true);
    expect(report).toHaveLength(2);
    expect(report[0]).toMatchObject({
      layer: '0.0',
      activation: '0.2',
      iterations: 0,
      reached: false,
      note: expect.stringContaining('BatchNorm2d'),
    });
    expect(report[0]!.after).toEqual(report[0]!.before);
    tf.dispose(x);
    model.dispose();
  });

  test('as a callback runs before the first training of a model, and not again', async () => {
    const model = tinyModel();
    const x = noise();
    const callback = new LSUV({ x });
    const learn = tinyLearner(model, callback);
    const initial = stateDict(model);
    await learn.fit(1, { valid: tinyLoader(4) });
    expect(callback.report).toEqual([]);
    expect(stateDict(model)).toEqual(initial);
    await learn.fit(1, { train: tinyLoader(4), lr: 1e-9 });
    expect(callback.report).toHaveLength(2);
    const [first] = momentsOf(model, x, modulesOf(model, isActivation).keys());
    expect(first!.std).toBeCloseTo(1, 2);
    for (const [, { value }] of model.namedParameters()) tf.tidy(() => value.assign(tf.mul(value, 2)));
    const doubled = stateDict(model);
    await learn.fit(1, { train: tinyLoader(4), lr: 0 });
    expect(stateDict(model)).toEqual(doubled);
    expect(x.isDisposed).toBe(false);
    tf.dispose(x);
    model.dispose();
  });

  test('takes a batch from a function, and frees it', async () => {
    const model = tinyModel();
    const callback = new LSUV({ x: () => ({ x: noise(), y: tf.zeros([32], 'int32') }) });
    await tinyLearner(model, callback).fit(1, { train: tinyLoader(4) });
    expect(callback.report.every(({ reached }) => reached)).toBe(true);
    model.dispose();
  });
});
