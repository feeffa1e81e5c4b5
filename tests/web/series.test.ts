import { expect, test } from 'vitest';
import { evenly } from '../../web/charts/evenly.ts';
import { written } from '../../web/charts/numbers.ts';
import { lowerBound, nearest } from '../../web/charts/series.ts';
import { sparkPoints } from '../../web/charts/spark-points.ts';
import { summarySentence } from '../../web/charts/summary-sentence.ts';
import { scaled } from '../../web/charts/zoom.ts';

test('lowerBound and nearest find their place', () => {
  const x = [0, 10, 20];
  expect([-1, 0, 1, 10, 21].map((value) => lowerBound(x, value))).toEqual([0, 0, 1, 1, 3]);
  expect([-5, 4, 6, 15, 99].map((value) => nearest(x, value))).toEqual([0, 0, 1, 1, 2]);
  expect(nearest([], 1)).toBe(-1);
});

test('numbers are written with four digits that count', () => {
  expect([0, 0.12345, 1234.56, 1e-5, 1.5e9, -2, null, Number.NaN, Infinity].map(written)).toEqual([
    '0',
    '0.1235',
    '1,235',
    '1e-5',
    '1.5e9',
    '-2',
    '–',
    '–',
    '∞',
  ]);
});

test('a chart says in words what it shows, without gaps and pale lines', () => {
  const said = summarySentence({
    x: [0, 1, 2, 3],
    xLabel: 'batch',
    series: [
      { label: 'train', color: '--series-1', values: [Number.NaN, 3, 1, 2] },
      { label: 'raw', color: '--series-1', values: [9, 9, 9, 9], faint: true },
    ],
  });
  expect(said).toBe('batch 0 to 3. train: from 3 to 2, lowest 1, highest 3.');
  expect(summarySentence({ x: [], xLabel: 'batch', series: [] })).toBe('No values yet.');
});

test('a table has at most so many rows, the first and the last among them', () => {
  expect(evenly(3, 30)).toEqual([0, 1, 2]);
  const rows = evenly(20_000, 30);
  expect(rows).toHaveLength(30);
  expect([rows[0], rows.at(-1)]).toEqual([0, 19_999]);
});

test('zoom stays inside, and all of it is no zoom', () => {
  expect(scaled([0, 100], 0.5, [0, 100])).toEqual([25, 75]);
  expect(scaled([0, 40], 2, [0, 100])).toEqual([0, 60]);
  expect(scaled([25, 75], 2, [0, 100])).toBeNull();
});

test('a sparkline leaves gaps out, and a flat one is in the middle', () => {
  expect(sparkPoints([1, Number.NaN, 3], 100, 24)).toBe('0.0,22.0 100.0,2.0');
  expect(sparkPoints([2, 2], 100, 24)).toBe('0.0,12.0 100.0,12.0');
  expect(sparkPoints([], 100, 24)).toBe('');
});
