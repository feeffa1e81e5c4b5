import { describe, expect, test } from 'vitest';
import {
  Conv2d,
  glorot,
  kaiming,
  Linear,
  type Module,
  normal,
  Random,
  Sequential,
} from '../../server/learner/index.ts';
import { onWasm } from './wasm.ts';

/** fan_in 16 * 9 = 144 and 150, fan_out 32 * 9 = 288 and 80. */
const network = (): Sequential =>
  new Sequential(new Conv2d(16, 32, new Random(1)), new Linear(150, 80, new Random(2)));

const weightsOf = (model: Module): Float32Array[] =>
  Object.values(model.children).map(
    ({ parameters }) => parameters.weight!.value.dataSync().slice() as Float32Array,
  );
const biasesOf = (model: Module): number[][] =>
  Object.values(model.children).map(({ parameters }) => [...parameters.bias!.value.dataSync()]);

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each<[string, (model: Module, random: Random) => void, number, number]>([
  ['kaiming', (m, r) => kaiming(m, r), Math.sqrt(2 / 144), Math.sqrt(2 / 150)],
  ['kaiming with leak', (m, r) => kaiming(m, r, { leak: 0.5 }), Math.sqrt(1.6 / 144), Math.sqrt(1.6 / 150)],
  ['glorot', (m, r) => glorot(m, r), Math.sqrt(2 / (144 + 288)), Math.sqrt(2 / (150 + 80))],
  ['glorot with gain', (m, r) => glorot(m, r, { gain: 3 }), 3 * Math.sqrt(2 / 432), 3 * Math.sqrt(2 / 230)],
  ['normal', (m, r) => normal(m, r), 1, 1],
  ['normal with std', (m, r) => normal(m, r, { std: 0.02 }), 0.02, 0.02],
])('%s', (_, initialize, conv, linear) => {
  onWasm();

  test('weights have the deviation that PyTorch gives them; biases stay', () => {
    const model = network();
    const biases = biasesOf(model);
    initialize(model, new Random(5));
    for (const [i, std] of [conv, linear].entries()) {
      const weight = weightsOf(model)[i]!;
      // Four deviations of the deviation of so many values.
      expect(Math.abs(deviation(weight) / std - 1)).toBeLessThan(4 / Math.sqrt(2 * weight.length));
      expect(largest(weight), 'a normal distribution has tails').toBeGreaterThan(3 * std);
    }
    expect(biasesOf(model)).toEqual(biases);
    model.dispose();
  });

  test('the same seed gives the same weights', () => {
    const [a, b] = [network(), network()];
    initialize(a, new Random(5));
    initialize(b, new Random(5));
    expect(weightsOf(a)).toEqual(weightsOf(b));
    a.dispose();
    b.dispose();
  });
});

describe('uniform', () => {
  onWasm();

  test.each<[string, (model: Module, random: Random) => void, number]>([
    ['kaiming', (m, r) => kaiming(m, r, { distribution: 'uniform' }), Math.sqrt(6 / 144)],
    ['glorot', (m, r) => glorot(m, r, { distribution: 'uniform' }), Math.sqrt(6 / 432)],
  ])('%s fills its bounds and does not pass them', (_, initialize, bound) => {
    const model = network();
    initialize(model, new Random(5));
    const [weight] = weightsOf(model) as [Float32Array];
    expect(largest(weight)).toBeLessThanOrEqual(bound);
    expect(largest(weight)).toBeGreaterThan(0.99 * bound);
    expect(Math.abs(deviation(weight) / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.04);
    model.dispose();
  });

  test('a new layer starts as in PyTorch: weight and bias within 1 / sqrt(fan_in)', () => {
    const model = network();
    for (const [i, fanIn] of [144, 150].entries()) {
      const bound = 1 / Math.sqrt(fanIn);
      for (const values of [weightsOf(model)[i]!, Float32Array.from(biasesOf(model)[i]!)]) {
        expect(largest(values)).toBeLessThanOrEqual(bound);
        expect(largest(values)).toBeGreaterThan(0.8 * bound);
      }
    }
    model.dispose();
  });
});
