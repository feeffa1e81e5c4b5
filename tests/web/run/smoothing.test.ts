import { expect, test } from 'vitest';
import { smoothed } from '../../../web/run/smoothing.ts';

const steps = (length: number) => Float64Array.from({ length }, (_, i) => i);

test('no weight leaves the values alone', () => {
  expect([...smoothed([0, 1], [3, 4], 0)]).toEqual([3, 4]);
  expect([...smoothed([], [], 0.9)]).toEqual([]);
});

test('is the average of TensorBoard, without the pull towards 0', () => {
  const [first, second, third] = smoothed(steps(3), [1, 3, 5], 0.5);
  expect(first).toBe(1);
  expect(second).toBeCloseTo((0.5 * 1 + 3) / 1.5, 12);
  expect(third).toBeCloseTo((0.25 * 1 + 0.5 * 3 + 5) / 1.75, 12);
  for (const value of smoothed(steps(50), new Float64Array(50).fill(2), 0.99))
    expect(value).toBeCloseTo(2, 12);
});

test('goes on behind a gap as if it were not there', () => {
  const [first, gap, last] = smoothed(steps(3), [1, Number.NaN, 1], 0.9);
  expect([first, last]).toEqual([1, 1]);
  expect(gap).toBeNaN();
});

test('smooths a long run more, by the distance along x', () => {
  const long = steps(20_000);
  const noise = long.map((i) => (i % 2 === 0 ? 0 : 1));
  const rest = smoothed(long, noise, 0.9).slice(-2);
  expect(Math.abs(rest[0]! - rest[1]!)).toBeLessThan(0.01);
});
