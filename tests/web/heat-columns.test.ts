import { describe, expect, test } from 'vitest';
import { eachColumn, type HeatSource, MOST_COLUMNS, stepsPerColumn } from '../../web/charts/heat-columns.ts';
import { lineLook, packed, VIRIDIS } from '../../web/charts/palette.ts';

const sourceOf = (step: number[], rows: number[][]): HeatSource => ({
  step,
  row: (i) => rows[i]!,
  generation: 0,
  every: 1,
});

function columnsOf(source: HeatSource, from: number, steps: number): [number, number[]][] {
  const drawn: [number, number[]][] = [];
  eachColumn(source, { from, steps, bins: 2 }, (column, counts) => drawn.push([column, [...counts]]));
  return drawn;
}

describe('columns of a heat map', () => {
  test('are a batch each until there are too many, then share them by doubling', () => {
    expect(stepsPerColumn(MOST_COLUMNS - 1, 1)).toBe(1);
    expect(stepsPerColumn(MOST_COLUMNS, 1)).toBe(2);
    expect(stepsPerColumn(20_000, 1)).toBe(32);
    expect(stepsPerColumn(20_000, 5)).toBe(20);
  });

  test('have the mean counts of their rows', () => {
    const source = sourceOf(
      [0, 1, 2, 3, 4],
      [
        [0, 2],
        [4, 4],
        [1, 1],
        [3, 3],
        [9, 9],
      ],
    );
    expect(columnsOf(source, 0, 2)).toEqual([
      [0, [2, 3]],
      [1, [2, 2]],
      [2, [9, 9]],
    ]);
  });

  test('go on from a row that was drawn, and fill what a thinned history left out', () => {
    const source = sourceOf(
      [0, 3, 4],
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    );
    expect(columnsOf(source, 0, 1)).toEqual([
      [0, [1, 1]],
      [1, [1, 1]],
      [2, [1, 1]],
      [3, [2, 2]],
      [4, [3, 3]],
    ]);
    expect(columnsOf(source, 1, 1)).toEqual([
      [3, [2, 2]],
      [4, [3, 3]],
    ]);
  });
});

test('viridis goes from dark violet to yellow', () => {
  expect(VIRIDIS).toHaveLength(256);
  expect(VIRIDIS[0]).toBe(packed('#440154'));
  expect(VIRIDIS[255]).toBe(packed('#fde725'));
  expect(packed('#010203')).toBe(0xff030201);
});

test('no two of two dozen lines look the same', () => {
  const looks = Array.from({ length: 24 }, (_, i) => JSON.stringify(lineLook(i)));
  expect(new Set(looks).size).toBe(24);
});
