import { describe, expect, test } from 'vitest';
import { sample } from '../../server/store/downsampling.ts';

const wave = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i / 20));

describe('sample', () => {
  test('takes everything when there is room', () => {
    expect(sample([[3, 1, 2]], 3, 3)).toEqual([0, 1, 2]);
    expect(sample([[]], 0, 5)).toEqual([]);
  });

  test('keeps the first, the last and every extreme, within the points asked for', () => {
    const spiked = wave.slice();
    spiked[123] = 50;
    spiked[877] = -50;
    const second = wave.map((value) => -value);
    second[456] = 70;
    const rows = sample([spiked, second], 1000, 100);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(rows.length).toBeGreaterThan(40);
    expect(rows).toEqual(expect.arrayContaining([0, 123, 456, 877, 999]));
  });

  test('keeps the minimum and the maximum of each bucket of each column', () => {
    const [points, length] = [42, 1000];
    const rows = new Set(sample([wave], length, points));
    const buckets = (points - 2) / 2;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const part = [...wave.slice((bucket * length) / buckets, ((bucket + 1) * length) / buckets)];
      const kept = part.filter((_, i) => rows.has((bucket * length) / buckets + i));
      expect(Math.min(...kept)).toBe(Math.min(...part));
      expect(Math.max(...kept)).toBe(Math.max(...part));
    }
  });

  test('makes use of the room that columns leave by sharing their extremes', () => {
    const constant = new Float64Array(1000).fill(0.1);
    const rows = sample([wave, wave.map((value) => -value), constant, constant], 1000, 100);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(rows.length).toBeGreaterThan(66);
  });

  test('keeps a gap where values are not finite', () => {
    const broken = wave.slice();
    broken[500] = Number.NaN;
    expect(sample([broken], 1000, 100)).toContain(500);
    const never = new Float64Array(1000).fill(Number.NaN);
    expect(sample([never], 1000, 10)).toEqual([0, 125, 250, 375, 500, 625, 750, 875, 999]);
  });

  test.each([2, 3, 4, 5, 7, 12, 30])(
    'gives at most the %i points asked for, however many columns',
    (points) => {
      const columns = Array.from({ length: 4 }, (_, shift) =>
        wave.map((_, i) => Math.sin((i + 31 * shift) / 20)),
      );
      columns[2]![321] = Number.NaN;
      const rows = sample(columns, 1000, points);
      expect(rows.length).toBeLessThanOrEqual(points);
      expect(rows.length).toBeGreaterThanOrEqual(Math.min(points, 11));
      expect([rows[0], rows.at(-1)]).toEqual([0, 999]);
    },
  );

  test('with room for few landmarks no column is left out for another', () => {
    const low = (at: number) => Float64Array.from({ length: 1000 }, (_, i) => (i === at ? -1 : 0));
    expect(sample([low(200), low(400), low(600)], 1000, 5)).toEqual([0, 200, 400, 600, 999]);
  });
});
