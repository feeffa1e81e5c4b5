import { describe, expect, test } from 'vitest';
import { verticalRange, wholeRange } from '../../web/charts/ranges.ts';

test('all of x is from the first to the last of every line', () => {
  expect(
    wholeRange([
      { x: [2, 5], values: [0, 0] },
      { x: [], values: [] },
      { x: [1, 3], values: [0, 0] },
    ]),
  ).toEqual([1, 5]);
  expect(wholeRange([{ x: [], values: [] }])).toBeNull();
});

describe('the part of y that is shown', () => {
  test('has room around all values and the band', () => {
    expect(verticalRange([0, 10], { log: false })).toEqual([-0.5, 10.5]);
    expect(verticalRange([0, 0.5], { log: false, band: [-1, 1] })).toEqual([-1.1, 1.1]);
  });

  test('is not empty for a flat line, or for none', () => {
    expect(verticalRange([0.4, 0.4], { log: false })).toEqual([0.36, 0.44000000000000006]);
    expect(verticalRange([0, 0], { log: false })).toEqual([-1, 1]);
    expect(verticalRange([null, null], { log: false })).toEqual([0, 1]);
    expect(verticalRange([null, null], { log: true, band: [-1, 1] })).toEqual([0.1, 1]);
  });

  test('stays above 0 on a logarithmic axis', () => {
    const [low, high] = verticalRange([0.5, 2], { log: true, band: [-1, 1] });
    expect(low).toBeCloseTo(0.4545, 3);
    expect(high).toBeCloseTo(2.2, 9);
    expect(verticalRange([3, 3], { log: true })).toEqual([1.5, 6]);
  });
});
