import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { normal, worst } from './normal.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The normal distribution's share below x: its series, and for the tails the continued fraction. */
function below(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) > 3) {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / (Math.abs(x) + fraction);
    const tail = density / (Math.abs(x) + fraction);
    return x < 0 ? tail : 1 - tail;
  }
  let [term, sum] = [x, x];
  for (let k = 1; k < 60; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + sum * density;
}

const [ALPHA, SCALE] = [1.6732632423543772, 1.0507009873554805];

/** In the order of the kernel: value and slope by x. */
const FUNCTIONS: [string, (x: number) => number, (x: number) => number, keeps: 'x' | 'y'][] = [
  ['elu', (x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x)), 'y'],
  [
    'selu',
    (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
    (x) => SCALE * (x > 0 ? 1 : ALPHA * Math.exp(x)),
    'y',
  ],
  ['sigmoid', sigmoid, (x) => sigmoid(x) * sigmoid(-x), 'y'],
  ['tanh', Math.tanh, (x) => 1 - Math.tanh(x) ** 2, 'y'],
  ['softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), sigmoid, 'x'],
  ['silu', (x) => x * sigmoid(x), (x) => sigmoid(x) * (1 + x * sigmoid(-x)), 'x'],
  ['gelu', (x) => x * below(x), (x) => below(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI), 'x'],
];

describe.each([1, 2])('on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  function run(kind: number, keeps: 'x' | 'y', values: ArrayLike<number>) {
    ground.clear();
    const n = values.length;
    const [x, dy] = [ground.put(values), ground.put(normal(n, 2))];
    const [y, dx] = [ground.room(4 * n), ground.room(4 * n)];
    ground.run('pointwiseForward', x, y, n, kind);
    ground.run('pointwiseBackward', keeps === 'x' ? x : y, dy, dx, n, kind);
    return { y: ground.floats(y, n), dx: ground.floats(dx, n), dy: ground.floats(dy, n) };
  }

  test.each(FUNCTIONS.map((f, kind) => [f[0], kind] as const))('%s', (_, kind) => {
    const [, f, slope, keeps] = FUNCTIONS[kind]!;
    const x = normal(1003, 1).map((v) => 3 * v);
    const { y, dx, dy } = run(kind, keeps, x);
    expect(worst(y, Array.from(x, f))).toBeLessThan(3e-7);
    expect(
      worst(
        dx,
        Array.from(x, (v, i) => slope(v) * dy[i]!),
      ),
    ).toBeLessThan(1e-6);
    // Each value for itself, also where it is small.
    const small = Float32Array.from([-6, -2, -0.5, -1e-3, 1e-3, 0.3, 2, 6]);
    const near = run(kind, keeps, small).y;
    for (const [i, v] of small.entries()) expect(near[i]! / f(v), `at ${v}`).toBeCloseTo(1, 5);
  });

  test.each(FUNCTIONS.map((f, kind) => [f[0], kind] as const))('%s far out, and of NaN', (_, kind) => {
    const [, f, , keeps] = FUNCTIONS[kind]!;
    const { y } = run(kind, keeps, [-1e30, -200, 200, 1e30, Number.NaN, 0]);
    const want = [-1e30, -200, 200, 1e30].map((v) => (v < 0 && f(-200) === 0 ? 0 : f(v)));
    for (const [i, v] of want.entries())
      expect(y[i]! - v, `value ${i}`).toBeLessThanOrEqual(1e-6 * Math.abs(v) + 1e-6);
    expect(y[4]).toBeNaN();
    expect(y[5]).toBeCloseTo(f(0), 6);
  });
});
