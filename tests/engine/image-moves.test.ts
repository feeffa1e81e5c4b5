import { describe, expect, test } from 'vitest';
import {
  copyValues,
  floatsOf,
  mirrorImages,
  shiftImages,
  type Tensor,
  tf,
  written,
} from '../../server/engine/index.ts';
import { simd } from '../../server/engine/kernels/simd.ts';
import { Random } from '../../server/learner/random.ts';
import { onWasm } from '../learner/wasm.ts';

type Sides = readonly [number, number, number, number];
const SHAPES: Sides[] = [
  [5, 3, 9, 1],
  [4, 2, 16, 1],
  [7, 4, 5, 3],
  [3, 1, 8, 4],
  [2, 6, 1, 2],
];

/** What each value of the result is, by the place in the image that it comes from; null: the fill. */
function expected(
  from: Float32Array,
  [n, height, width, channels]: Sides,
  source: (i: number, row: number, column: number) => [number, number],
): number[] {
  const values: number[] = [];
  for (let i = 0; i < n; i++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let c = 0; c < channels; c++) {
          const [y, x] = source(i, row, column);
          const isInside = y >= 0 && y < height && x >= 0 && x < width;
          values.push(isInside ? from[((i * height + y) * width + x) * channels + c]! : -9);
        }
  return values;
}

describe.each(['on our kernels', 'in arrays of JavaScript'])('%s', (where) => {
  onWasm(2);
  const made: Tensor[] = [];
  const array = (values: Float32Array): Float32Array => {
    if (where !== 'on our kernels') return values.slice();
    made.push(written([values.length], 'float32', (at) => at.set(values)));
    const view = floatsOf(made.at(-1)!);
    expect(simd()!.placeOf(view)).not.toBeNull();
    return view;
  };
  /** To another array, and in place. */
  const check = (
    values: Float32Array,
    want: number[],
    move: (from: Float32Array, into: Float32Array) => void,
  ) => {
    const [from, into] = [array(values), array(new Float32Array(values.length).fill(5))];
    move(from, into);
    expect([...into]).toEqual(want);
    expect(from).toEqual(values);
    move(from, from);
    expect([...from]).toEqual(want);
    tf.dispose(made.splice(0));
  };

  test.each(SHAPES)('shift, mirror and copy images [%i, %i, %i, %i]', (...shape) => {
    const [n, height, width] = shape;
    const random = new Random(width);
    const values = random.normal(
      shape.reduce((product, side) => product * side),
      1,
    );
    const draw = (most: number) => Int32Array.from(random.uniform(n, -most, most + 1), Math.floor);
    for (const most of [1, 2, 11]) {
      const [downs, rights] = [draw(Math.min(most, height + 1)), draw(most)];
      const want = expected(values, shape, (i, row, column) => [row + downs[i]!, column + rights[i]!]);
      check(values, want, (from, into) => shiftImages(from, into, shape, { downs, rights, fill: -9 }));
    }
    const chosen = draw(1).map((value) => value & 1);
    const mirrored = expected(values, shape, (i, row, column) => [
      row,
      chosen[i] ? width - 1 - column : column,
    ]);
    check(values, mirrored, (from, into) => mirrorImages(from, into, shape, chosen));
    check(values, [...values], copyValues);
  });
});
