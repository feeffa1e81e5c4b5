import { beforeAll, describe, expect, test } from 'vitest';
import { type GeneralReluOptions, generalRelu, openDevice, tf } from '../../server/engine/index.ts';

const X = [-3, -1, -0.2, 0.2, 1, 3];

/** The lesson's definition: leaky below 0, minus sub, then at most max. */
function plain(x: number, { leak, sub, max }: GeneralReluOptions): { y: number; slope: number } {
  const y = (x > 0 ? x : leak * x) - sub;
  if (max !== null && y > max) return { y: max, slope: 0 };
  return { y, slope: x > 0 ? 1 : leak };
}

describe('generalRelu', () => {
  beforeAll(async () => {
    await openDevice(['wasm'], 1);
  });

  test.each<GeneralReluOptions>([
    { leak: 0, sub: 0, max: null },
    { leak: 0.1, sub: 0.4, max: null },
    { leak: 0.1, sub: 0.4, max: 0.5 },
    { leak: 0.1, sub: 0.4, max: -0.45 },
    { leak: 0, sub: 0.4, max: 2 },
    { leak: 0.25, sub: 0, max: 1.5 },
  ])('leak $leak, sub $sub, max $max: value and slope are the definition', (options) => {
    const x = tf.tensor1d(X);
    const y = generalRelu(x, options).dataSync();
    const slope = tf
      .grad((v) => tf.sum(generalRelu(v, options)))(x)
      .dataSync();
    for (const [i, value] of X.entries()) {
      const want = plain(value, options);
      expect(y[i], `value at ${value}`).toBeCloseTo(want.y, 6);
      expect(slope[i], `slope at ${value}`).toBeCloseTo(want.slope, 6);
    }
  });
});
