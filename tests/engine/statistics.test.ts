import { describe, expect, test } from 'vitest';
import { statisticsOf } from '../../server/engine/index.ts';

describe('statisticsOf', () => {
  test('counts as torch.histc does: the upper edge belongs to the last bin, more and NaN to none', () => {
    const values = Float32Array.of(
      0,
      0.9,
      -1,
      9.99,
      10,
      -10,
      10.001,
      1e30,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    );
    const { hist } = statisticsOf(values, { bins: 10, max: 10 }, null);
    expect([...hist]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
  });

  test.each([1, 2, 7, 1000])('mean and unbiased deviation of %i values', (n) => {
    const values = Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i) * 3 + 1));
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const std = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
    const got = statisticsOf(values, { bins: 40, max: 10 }, null);
    expect(got.mean).toBeCloseTo(mean, 10);
    if (n > 1) expect(got.std).toBeCloseTo(std, 10);
    else expect(got.std).toBeNaN();
  });

  test('dead: the first bin without a floor, exactly the floor with one', () => {
    const values = Float32Array.of(-0.4, -0.4, -0.4, 0.1, 5);
    expect(statisticsOf(values, { bins: 40, max: 10 }, null).dead).toBeCloseTo(1 / 5);
    expect(statisticsOf(values, { bins: 40, max: 10 }, Math.fround(-0.4)).dead).toBeCloseTo(3 / 5);
  });
});
