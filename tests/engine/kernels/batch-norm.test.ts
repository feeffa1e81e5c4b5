import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { normal, worst } from './normal.ts';

type Case = { rows: number; c: number; centre?: number; correction?: 0 | 1 };

const CASES: Case[] = [
  { rows: 1, c: 3 },
  { rows: 2, c: 5, correction: 1 },
  { rows: 17, c: 1 },
  { rows: 3001, c: 1, centre: 100 },
  { rows: 131, c: 3 },
  { rows: 1570, c: 8, correction: 1 },
  { rows: 1571, c: 8, centre: 100 },
  { rows: 77, c: 10 },
  { rows: 300, c: 24, centre: -100 },
  { rows: 65, c: 50, correction: 1 },
  { rows: 130, c: 64 },
];
const EPS = 1e-5;

/** By the definition, in double precision. */
function plain(x: Float32Array, dy: Float32Array, scale: Float32Array, shift: Float32Array, of: Case) {
  const { rows, c, correction = 0 } = of;
  const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
  const [mean, variance, dScale, dShift] = [0, 1, 2, 3].map(() => new Float64Array(c)) as Float64Array[];
  for (let k = 0; k < c; k++) {
    const column = (v: Float32Array): number[] => Array.from({ length: rows }, (_, r) => v[r * c + k]!);
    const sum = (v: number[]): number => v.reduce((a, b) => a + b, 0);
    const [xs, ds] = [column(x), column(dy)];
    mean![k] = sum(xs) / rows;
    variance![k] = sum(xs.map((v) => (v - mean![k]!) ** 2)) / Math.max(1, rows - correction);
    const inverse = 1 / Math.sqrt(variance![k]! + EPS);
    const hat = xs.map((v) => (v - mean![k]!) * inverse);
    dShift![k] = sum(ds);
    dScale![k] = sum(ds.map((d, r) => d * hat[r]!));
    for (let r = 0; r < rows; r++) {
      y[r * c + k] = hat[r]! * scale[k]! + shift[k]!;
      const through = correction ? 0 : (dShift![k]! + hat[r]! * dScale![k]!) / rows;
      dx[r * c + k] = scale[k]! * inverse * (ds[r]! - through);
    }
  }
  return { y, dx, mean: mean!, variance: variance!, dScale: dScale!, dShift: dShift! };
}

const roomOf = (c: number): number => 64 * (c / Math.min(c & -c, 16)) * 16 + 256;

describe.each([1, 2])('batch norm on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(CASES)('$rows rows, $c channels, around $centre, correction $correction', (of) => {
    const { rows, c, centre = 0, correction = 0 } = of;
    ground.clear();
    const x = normal(rows * c, 1).map((v, i) => v * (1 + (i % c) / c) + centre);
    const [dy, scale, shift] = [normal(rows * c, 2), normal(c, 3), normal(c, 4)];
    const want = plain(x, dy, scale, shift, of);
    const places = [x, scale, shift].map((v) => ground.put(v)) as [number, number, number];
    const outputs = [rows * c, c, c, c].map((n) => ground.room(4 * n)) as [number, number, number, number];
    const scratch = ground.room(threads * roomOf(c));
    ground.run('batchNormForward', ...places, ...outputs, 0, scratch, rows, c, correction, EPS);
    const [y, mean, variance, inverse] = outputs;
    // A mean of 100 in float32 is right to 4e-6, and so are the differences from it.
    const close = centre === 0 ? 1e-6 : 1e-5;
    // Far from 0, and so that a mean of nearly 0 is not held to its own size.
    const moved = (v: ArrayLike<number>): Float64Array => Float64Array.from(v, (value) => value + 3);
    expect(worst(moved(ground.floats(mean, c)), moved(want.mean))).toBeLessThan(1e-6);
    expect(worst(ground.floats(variance, c), want.variance)).toBeLessThan(1e-5);
    expect(worst(ground.floats(y, rows * c), want.y)).toBeLessThan(close);

    const put = ground.put(dy);
    const gradients = [rows * c, c, c].map((n) => ground.room(4 * n)) as [number, number, number];
    const given = [places[0], put, mean, inverse, places[1], ...gradients, scratch];
    ground.run('batchNormBackward', ...given, rows, c, correction === 0 ? 1 : 0);
    // Of one row, or two, nothing but rounding is left.
    const few = rows < 3 ? 1 : 0;
    expect(worst(ground.floats(gradients[0], rows * c), want.dx)).toBeLessThan(few || 2 * close);
    expect(worst(ground.floats(gradients[1], c), want.dScale)).toBeLessThan(few || 2 * close);
    expect(worst(ground.floats(gradients[2], c), want.dShift)).toBeLessThan(1e-6);

    // The same with the sums that are known already, and with statistics that are given.
    const sums = new Float64Array(2 * c);
    for (const [i, v] of x.entries()) {
      sums[i % c]! += v;
      sums[c + (i % c)]! += v * v;
    }
    const known = ground.room(16 * c);
    ground.doubles(known, 2 * c).set(sums);
    const before = Float32Array.from(ground.floats(y, rows * c));
    ground.floats(y, rows * c).fill(0);
    ground.run('batchNormForward', ...places, ...outputs, known, scratch, rows, c, correction, EPS);
    expect(worst(ground.floats(y, rows * c), before)).toBeLessThan(close);
    ground.floats(y, rows * c).fill(0);
    ground.run(
      'normalize',
      places[0],
      mean,
      variance,
      places[1],
      places[2],
      y,
      inverse,
      scratch,
      rows,
      c,
      EPS,
    );
    expect(worst(ground.floats(y, rows * c), before)).toBeLessThan(close);
  });
});
