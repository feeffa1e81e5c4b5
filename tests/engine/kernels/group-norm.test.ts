import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { normal, worst } from './normal.ts';

type Case = {
  n: number;
  rows: number;
  c: number;
  groups: number;
  affine: 'all' | 'channels' | 'none';
  correction?: 0 | 1;
  centre?: number;
};

const CASES: Case[] = [
  { n: 5, rows: 49, c: 8, groups: 1, affine: 'all', correction: 1 },
  { n: 3, rows: 4, c: 64, groups: 1, affine: 'all', correction: 1, centre: 100 },
  { n: 4, rows: 25, c: 10, groups: 10, affine: 'none' },
  { n: 7, rows: 9, c: 3, groups: 3, affine: 'channels', centre: -50 },
  { n: 3, rows: 36, c: 24, groups: 4, affine: 'channels' },
  { n: 2, rows: 17, c: 6, groups: 2, affine: 'channels', centre: 3 },
  { n: 1, rows: 5, c: 1, groups: 1, affine: 'channels' },
  { n: 2, rows: 1, c: 5, groups: 1, affine: 'all', correction: 1 },
];
const EPS = 1e-5;

/** By the definition, in double precision. */
function plain(x: Float32Array, dy: Float32Array, scale: Float32Array, shift: Float32Array, of: Case) {
  const { n, rows, c, groups, affine, correction = 0 } = of;
  const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
  const many = affine === 'channels' ? c : 1;
  const [dScale, dShift] = [new Float64Array(many), new Float64Array(many)];
  for (let image = 0; image < n; image++)
    for (let group = 0; group < groups; group++) {
      const places: number[] = [];
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < c / groups; k++) places.push((image * rows + r) * c + group * (c / groups) + k);
      const sum = (f: (i: number) => number): number => places.reduce((total, i) => total + f(i), 0);
      const count = places.length;
      const parameter = (i: number): number => (affine === 'channels' ? i % c : 0);
      const factor = (i: number): number => (affine === 'none' ? 1 : scale[parameter(i)]!);
      const mean = sum((i) => x[i]!) / count;
      const divisor = Math.max(1, count - correction);
      const inverse = 1 / Math.sqrt(sum((i) => (x[i]! - mean) ** 2) / divisor + EPS);
      const hat = (i: number): number => (x[i]! - mean) * inverse;
      const plainSum = sum((i) => dy[i]! * factor(i));
      const alongSum = sum((i) => dy[i]! * factor(i) * hat(i));
      for (const i of places) {
        y[i] = hat(i) * factor(i) + (affine === 'none' ? 0 : shift[parameter(i)]!);
        dx[i] = inverse * (dy[i]! * factor(i) - plainSum / count - (hat(i) * alongSum) / divisor);
        dScale[parameter(i)]! += dy[i]! * hat(i);
        dShift[parameter(i)]! += dy[i]!;
      }
    }
  return { y, dx, dScale, dShift };
}

describe.each([1, 2])('group norm on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(CASES)('$n images, $rows x $c in $groups groups, affine $affine, around $centre', (of) => {
    const { n, rows, c, groups, affine, correction = 0, centre = 0 } = of;
    ground.clear();
    const size = n * rows * c;
    const many = affine === 'channels' ? c : 1;
    const x = normal(size, 1).map((v) => v + centre);
    const [dy, scale, shift] = [normal(size, 2), normal(many, 3), normal(many, 4)];
    const want = plain(x, dy, scale, shift, of);
    const [atX, atDy] = [ground.put(x), ground.put(dy)];
    const [atScale, atShift] = affine === 'none' ? [0, 0] : [ground.put(scale), ground.put(shift)];
    const [y, dx, mean, inverse] = [size, size, n * groups, n * groups].map((m) => ground.room(4 * m)) as [
      number,
      number,
      number,
      number,
    ];
    const [dScale, dShift] = [ground.room(4 * many), ground.room(4 * many)];
    const scratch = ground.room(threads * (64 * (c / Math.min(c & -c, 16)) * 16 + 256));
    const layout = [n, rows, c, groups, affine === 'channels' ? 1 : 0, correction];
    ground.run('groupNormForward', atX, atScale, atShift, y, mean, inverse, scratch, ...layout, EPS);
    const close = centre === 0 ? 2e-6 : 2e-5;
    expect(worst(ground.floats(y, size), want.y)).toBeLessThan(close);
    ground.run(
      'groupNormBackward',
      atX,
      atDy,
      mean,
      inverse,
      atScale,
      dx,
      dScale,
      dShift,
      scratch,
      ...layout,
    );
    expect(worst(ground.floats(dx, size), want.dx)).toBeLessThan(close);
    if (affine === 'none') return;
    expect(worst(ground.floats(dScale, many), want.dScale)).toBeLessThan(close);
    expect(worst(ground.floats(dShift, many), want.dShift)).toBeLessThan(close);
  });
});
