import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../../server/learner/random.ts';
import { Ground } from './ground.ts';

const f = Math.fround;
const [LR, SHRINK, KEEP, TAKE, SQUARE_KEEP, SQUARE_TAKE, SCALE, EPS] = Float32Array.of(
  0.03,
  0.997,
  0.9,
  0.1,
  0.99,
  0.01,
  1.7,
  1e-3,
) as unknown as [number, number, number, number, number, number, number, number];

type Value = { p: number; g: number; a: number; b: number };
type Rule = { name: string; number: number; numbers: number[]; move: (value: Value) => Value };

/** Every operation rounded to float32, as the device's. */
const kept = (average: number, keep: number, value: number, take: number): number =>
  f(f(average * keep) + f(value * take));
const moved = (p: number, direction: number): number => f(f(p * SHRINK) - f(direction * LR));

const RULES: Rule[] = [
  { name: 'sgd', number: 0, numbers: [], move: (v) => ({ ...v, p: moved(v.p, v.g) }) },
  {
    name: 'average',
    number: 1,
    numbers: [KEEP, TAKE],
    move({ p, g, a, b }) {
      const next = kept(a, KEEP, g, TAKE);
      return { p: moved(p, next), g, a: next, b };
    },
  },
  {
    name: 'rmsProp',
    number: 2,
    numbers: [KEEP, TAKE, EPS],
    move({ p, g, a, b }) {
      const next = kept(a, KEEP, f(g * g), TAKE);
      return { p: moved(p, f(g / f(f(Math.sqrt(next)) + EPS))), g, a: next, b };
    },
  },
  ...(['adam', 'adamW'] as const).map((name, i): Rule => {
    const numbers = [KEEP, TAKE, SQUARE_KEEP, SQUARE_TAKE, SCALE, EPS];
    const root = (square: number): number =>
      name === 'adam' ? f(Math.sqrt(f(f(square * SCALE) + EPS))) : f(f(f(Math.sqrt(square)) * SCALE) + EPS);
    return {
      name,
      number: 3 + i,
      numbers,
      move({ p, g, a, b }) {
        const next = kept(a, KEEP, g, TAKE);
        const square = kept(b, SQUARE_KEEP, f(g * g), SQUARE_TAKE);
        return { p: moved(p, f(next / root(square))), g, a: next, b: square };
      },
    };
  }),
];

/** Neither divisible by 4, nor by what a thread takes, and one without values. */
const SIZES = [1, 37, 0, 3, 16, 130, 5];

describe.each([1, 2, 3])('updateParameters on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(RULES)('$name moves all by its formula, to the bit, and writes nothing beside', (rule) => {
    ground.clear();
    const random = new Random(threads);
    const draw = (n: number, least: number): Float32Array => random.uniform(n, least, 1);
    const parts = SIZES.map((n) => {
      const values = { p: draw(n, -1), g: draw(n, -1), a: draw(n, 0), b: draw(n, 0) };
      const places = [values.p, values.g, values.a, values.b].map((part) => {
        const place = ground.room(4 * n + 16);
        ground.floats(place, n).set(part);
        return place;
      });
      return { n, values, places };
    });
    const table = ground.putWhole(parts.flatMap(({ n, places }) => [...places, n]));
    const numbers = [...rule.numbers, 0, 0, 0, 0, 0, 0].slice(0, 6);
    const total = SIZES.reduce((sum, n) => sum + n);
    ground.run('updateParameters', table, parts.length, total, rule.number, LR, SHRINK, ...numbers);
    for (const { n, values, places } of parts) {
      const want = Array.from({ length: n }, (_, i) =>
        rule.move({ p: values.p[i]!, g: values.g[i]!, a: values.a[i]!, b: values.b[i]! }),
      );
      for (const [k, name] of (['p', 'g', 'a', 'b'] as const).entries()) {
        expect([...ground.floats(places[k]!, n)], `${name} of ${n}`).toEqual(
          want.map((value) => value[name]),
        );
        expect([...ground.whole(places[k]! + 4 * n, 4)]).toEqual(Array(4).fill(0xc1c1c1c1 | 0));
      }
    }
  });
});
