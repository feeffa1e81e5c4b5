import { describe, expect, test } from 'vitest';
import { tf } from '../../../server/engine/index.ts';
import { type Activation, activations, GeneralReLU } from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

const X = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 100);
const outputs = (activation: Activation): Float32Array =>
  tf.tidy(() => activation.call(tf.tensor1d(X)).dataSync() as Float32Array);

const GENERAL: [string, () => Activation][] = [
  ['general relu', () => new GeneralReLU()],
  ['general relu without leak', () => new GeneralReLU({ leak: 0 })],
  ['general relu with max', () => new GeneralReLU({ max: 1.3 })],
  ['general relu between two bounds', () => new GeneralReLU({ leak: 0, sub: 0.4, max: 0.1 })],
];

describe.each([...Object.entries(activations), ...GENERAL])('%s', (_, make: () => Activation) => {
  onWasm();

  test('its range holds its outputs, and a finite bound is reached', () => {
    const activation = make();
    const [min, max] = activation.range;
    const seen = outputs(activation);
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    expect(least).toBeGreaterThanOrEqual(min - 1e-6);
    expect(most).toBeLessThanOrEqual(max + 1e-6);
    if (Number.isFinite(min)) expect(least).toBeCloseTo(min, 4);
    else expect(least).toBeLessThan(-1);
    if (Number.isFinite(max)) expect(most).toBeCloseTo(max, 4);
    else expect(most).toBeGreaterThan(10);
  });

  test('a floor is the value of all that is below 0, and the lower end of the range', () => {
    const activation = make();
    const below = outputs(activation).subarray(0, 1900);
    const flat = below.every((value) => value === below[0]);
    expect(activation.floor).toBe(flat ? below[0] : null);
    if (flat) expect(activation.range[0]).toBe(activation.floor);
  });
});

describe('what Kaiming asks', () => {
  onWasm();

  test('half of a rectifier is lost: its leak is the slope that stays', () => {
    expect(new GeneralReLU({ leak: 0.1 }).leak).toBe(0.1);
    expect(activations.relu().leak).toBe(0);
    expect(activations.relu6().leak).toBe(0);
  });

  test.each(['identity', 'sigmoid', 'tanh', 'selu', 'softplus'] as const)('%s wants no gain', (name) => {
    expect(activations[name]().leak).toBe(1);
  });

  test.each(['elu', 'selu', 'softplus', 'swish', 'gelu'] as const)(
    '%s has the gain that comes nearer to keeping the second moment',
    (name) => {
      const activation = activations[name]();
      // E[f(z)^2] for a normal z, by the trapezoidal rule over the same points.
      const moment = outputs(activation).reduce(
        (sum, y, i) => sum + (y * y * Math.exp(-(X[i]! ** 2) / 2)) / Math.sqrt(2 * Math.PI) / 100,
        0,
      );
      const wanted = 1 / Math.sqrt(moment);
      const nearer = Math.abs(wanted - Math.SQRT2) < Math.abs(wanted - 1) ? 0 : 1;
      expect(activation.leak).toBe(nearer);
    },
  );
});

describe('GeneralReLU with a bound', () => {
  onWasm();

  test.each([
    { leak: 0, sub: 0.4, max: -0.4 },
    { leak: 0, sub: 0.4, max: -1 },
    { leak: 0, sub: 0, max: 0 },
  ])('refuses leak $leak, sub $sub, max $max: every output would be the same', (options) => {
    expect(() => new GeneralReLU(options)).toThrow(RangeError);
    expect(() => new GeneralReLU(options)).toThrow(/every output/);
  });

  test.each([
    { leak: 0, sub: 0.4, max: -0.3 },
    { leak: 0.1, sub: 0.4, max: -0.4 },
    { leak: 0.1, sub: 0.4, max: -1 },
  ])('takes leak $leak, sub $sub, max $max: outputs differ', (options) => {
    expect(new Set(outputs(new GeneralReLU(options))).size).toBeGreaterThan(1);
  });

  test('outputs at the bound are exactly the bound, however large the input', () => {
    const y = tf.tidy(() => new GeneralReLU({ max: 1.3 }).call(tf.tensor1d([1e3, 1e30])).dataSync());
    expect([...y]).toEqual([Math.fround(1.3), Math.fround(1.3)]);
  });
});
