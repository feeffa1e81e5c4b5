import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { normal } from './normal.ts';

const CASES = [
  { leak: 0, sub: 0, max: Number.POSITIVE_INFINITY },
  { leak: 0.1, sub: 0.4, max: Number.POSITIVE_INFINITY },
  { leak: 0.1, sub: 0.4, max: 0.5 },
  { leak: 2, sub: -1, max: 3 },
];

/** NaN is not close to NaN. */
const near = (v: number): unknown => (Number.isFinite(v) ? expect.closeTo(v, 6) : v);

describe.each([1, 2])('GeneralReLU on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(CASES)('leak $leak, sub $sub, max $max', ({ leak, sub, max }) => {
    for (const n of [1, 5, 64, 1003]) {
      ground.clear();
      const values = normal(n, n);
      const edge = Math.fround(max + sub);
      // Where the slope changes, and what is no number.
      values.set([edge, 0, Number.NEGATIVE_INFINITY, Number.NaN].slice(0, n - 1));
      const [l, s, m] = [leak, sub, max].map(Math.fround) as [number, number, number];
      const leaky = (v: number): number => (v > 0 ? v : l === 0 && v < 0 ? 0 : Math.fround(l * v));
      const [x, y, dx] = [ground.put(values), ground.room(4 * n + 16), ground.room(4 * n + 16)];
      const dy = ground.put(normal(n, 7));
      const beside = ground.whole(y + 4 * n, 4).slice();
      ground.run('generalReluForward', x, y, n, leak, sub, max);
      const want = Float32Array.from(values, (v) => Math.min(Math.fround(leaky(v) - s), m));
      expect([...ground.floats(y, n)]).toEqual([...want].map(near));
      ground.run('generalReluBackward', x, dy, dx, n, leak, edge);
      const slopes = [...values].map((v) => (v > edge ? 0 : v > 0 ? 1 : l));
      const ds = ground.floats(dy, n);
      expect([...ground.floats(dx, n)]).toEqual(
        slopes.map((slope, i) => near(slope === 0 ? 0 : slope * ds[i]!)),
      );
      expect(ground.whole(y + 4 * n, 4)).toEqual(beside);
      expect(ground.whole(dx + 4 * n, 4)).toEqual(beside);
    }
  });
});
