import { afterAll, describe, expect, test } from 'vitest';
import { statisticsOf } from '../../../server/engine/index.ts';
import { Ground } from './ground.ts';
import { normal } from './normal.ts';

const HEADER = 24;

describe.each([1, 2])('statistics on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  function look(values: Float32Array, bins: number, max: number, floor = Number.NaN) {
    ground.clear();
    const out = ground.room(HEADER + 4 * bins);
    const scratch = ground.room(threads * 64 * (bins + 2));
    ground.run('statistics', ground.put(values), values.length, bins, max, floor, out, scratch);
    const [mean, squares] = ground.doubles(out, 2) as unknown as [number, number];
    const [floored, , ...hist] = [...ground.whole(out + 16, bins + 2)];
    return { mean, std: Math.sqrt(squares / (values.length - 1)), floored, hist };
  }

  test.each([
    { n: 1, bins: 4, max: 1, centre: 0 },
    { n: 7, bins: 40, max: 10, centre: 0 },
    { n: 1003, bins: 10, max: 3, centre: 0 },
    { n: 50_001, bins: 1000, max: 7, centre: 0 },
    { n: 50_000, bins: 40, max: 128, centre: 100 },
  ])('of $n values around $centre: those of the plain way', ({ n, bins, max, centre }) => {
    const values = normal(n, n).map((v) => v + centre);
    const want = statisticsOf(values, { bins, max }, null);
    const got = look(values, bins, max);
    expect(got.mean).toBeCloseTo(want.mean, 5);
    if (n > 1) expect(got.std / want.std).toBeCloseTo(1, 5);
    expect(got.hist).toEqual([...want.hist]);
    expect(got.floored).toBe(0);
  });

  test('the limit itself belongs to the last bin; what is above, and NaN, to none', () => {
    const special = [0, 0.9, -1, 9.99, 10, -10, 10.001, -3e38, Number.NaN, Number.NEGATIVE_INFINITY];
    // Both where values are taken four at a time and where one by one.
    const { hist } = look(Float32Array.from([...special, ...special, ...special]), 10, 10);
    expect(hist).toEqual([6, 3, 0, 0, 0, 0, 0, 0, 0, 9]);
  });

  test('counts what is exactly at the floor', () => {
    const floor = Math.fround(-0.4);
    const values = Float32Array.from({ length: 103 }, (_, i) => (i % 3 === 0 ? floor : i));
    expect(look(values, 40, 10, floor).floored).toBe(35);
  });

  test('a value far out does not spoil the deviation of the others', () => {
    const values = normal(4000, 3).map((v) => v + 1000);
    values[0] = 1e6;
    const want = statisticsOf(values, { bins: 4, max: 1 }, null);
    expect(look(values, 4, 1).std / want.std).toBeCloseTo(1, 4);
  });
});
