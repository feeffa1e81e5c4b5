import { describe, expect, test } from 'vitest';
import { thin } from '../../web/charts/thinning.ts';

const ramp = (length: number) => Float64Array.from({ length }, (_, i) => i);
const finite = (column: readonly (number | null | undefined)[]) =>
  column.filter((value): value is number => typeof value === 'number');

describe('thin', () => {
  test('keeps the lowest and the highest value of every pixel column, in their order', () => {
    const x = ramp(20_000);
    const values = x.map((i) => Math.sin(i / 37) * i);
    const { x: places, columns } = thin([{ x, values }], { min: 0, max: 19_999, width: 500 });
    expect(places.length).toBeLessThanOrEqual(2 * 502);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const width = 19_999 / 500;
    for (let pixel = 0; pixel < 499; pixel++) {
      const all = values.slice(Math.ceil(pixel * width), Math.ceil((pixel + 1) * width));
      const kept = finite(columns[0]!.slice(2 * pixel + 2, 2 * pixel + 4));
      expect(Math.min(...kept)).toBe(Math.min(...all));
      expect(Math.max(...kept)).toBe(Math.max(...all));
      expect(kept).toEqual(kept.toSorted((a, b) => all.indexOf(a) - all.indexOf(b)));
    }
  });

  test('leaves few rows as they are, and lines with an x of their own beside them', () => {
    const { x, columns } = thin(
      [
        { x: [0, 1, 2], values: [5, Number.NaN, 7] },
        { x: [1, 4], values: [8, 9] },
      ],
      { min: 0, max: 4, width: 100 },
    );
    expect(x).toEqual([0, 1, 2, 4]);
    expect(columns).toEqual([
      [5, null, 7, undefined],
      [undefined, 8, undefined, 9],
    ]);
  });

  test('shows the part in view with a neighbour at each side', () => {
    const { x } = thin([{ x: ramp(100), values: ramp(100) }], { min: 40, max: 50, width: 300 });
    expect(x[0]).toBe(39);
    expect(x.at(-1)).toBe(51);
    expect(x).toHaveLength(13);
  });

  test('leaves a gap only where a pixel column has nothing else', () => {
    const x = ramp(10_000);
    const values = x.map((i) => (i % 2 === 0 || (i >= 5000 && i < 6000) ? Number.NaN : i));
    const { x: places, columns } = thin([{ x, values }], { min: 0, max: 9999, width: 100 });
    const gaps = places.filter((_, row) => columns[0]![row] === null);
    expect(gaps).toHaveLength(10);
    expect(gaps.every((place) => place >= 4990 && place <= 6010)).toBe(true);
  });

  test('has no place for 0 and below on a logarithmic axis', () => {
    const view = { min: 0, max: 3, width: 10, log: true };
    expect(thin([{ x: [0, 1, 2, 3], values: [1, 0, -1, 2] }], view).columns).toEqual([[1, null, null, 2]]);
  });

  test('spreads pixels over the logarithm of x', () => {
    const x = Float64Array.from({ length: 5000 }, (_, i) => 10 ** (i / 1000 - 4));
    const { x: places } = thin([{ x, values: x }], { min: x[0]!, max: x[4999]!, width: 50, logX: true });
    const ratios = places.slice(2).map((place, i) => place / places[i]!);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 6);
  });

  test('knows of no line', () => {
    expect(thin([], { min: 0, max: 1, width: 10 })).toEqual({ x: [], columns: [] });
    expect(thin([{ x: [], values: [] }], { min: 0, max: 1, width: 10 }).columns).toEqual([[]]);
  });
});
