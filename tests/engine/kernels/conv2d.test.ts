import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type ConvShape,
  dims,
  filterGradientPlan,
  forwardScratch,
  inputGradientScratch,
} from '../../../server/engine/kernels/conv2d-scratch.ts';
import { Ground } from './ground.ts';
import { convShape, plainConv, randomValues, worst } from './plain-conv.ts';

const SHAPES: [string, ConvShape][] = [
  ['the first layer of the lesson model', convShape(9, [28, 28], [1, 8], 3, 2, 1)],
  ['its last', convShape(21, [2, 2], [16, 10], 3, 2, 1)],
  ['stride 1', convShape(5, [7, 6], [8, 16], 3, 1, 1)],
  ['odd channels', convShape(6, [5, 9], [5, 3], 3, 1, 1)],
  ['odd sizes and a large kernel', convShape(3, [11, 13], [3, 4], 7, 2, 3)],
  ['stride 3, no padding', convShape(7, [10, 7], [3, 12], 3, 3)],
  ['stride beyond the kernel', convShape(2, [7, 8], [4, 8], 2, 3)],
  ['a kernel that is not square', convShape(4, [6, 9], [2, 24], [1, 3], 1, 1)],
  ['padding beyond the kernel', convShape(4, [3, 3], [4, 5], 2, 1, 3)],
  ['1x1 of stride 2', convShape(5, [6, 5], [24, 10], 1, 2)],
  ['one wide image', convShape(1, [9, 31], [3, 9], 3, 1, 1)],
  ['one image of stride 2', convShape(1, [12, 23], [4, 8], 3, 2, 1)],
  ['a linear layer', convShape(19, [1, 1], [50, 10], 1)],
  ['a linear layer for one', convShape(1, [1, 1], [33, 21], 1)],
  ['a linear layer with few inputs', convShape(6, [1, 1], [3, 17], 1)],
  ['larger than a cache', convShape(30, [10, 10], [24, 8], 3, 1, 1)],
];

test('four images of 1 GiB each are more than a 32-bit number of bytes', () => {
  const side = 16_384;
  const shape = convShape(1, [side, side], [1, 1], 1, side / 2);
  const ground = new Ground(1);
  onTestFinished(() => ground.end());
  const [filter, y, scratch] = [ground.put([2]), ground.room(64), ground.room(forwardScratch(shape, 1))];
  // All but what is read stays untouched, and takes no memory.
  const x = ground.reserve(4 * side * side);
  const at = [0, side / 2, (side * side) / 2, (side * side + side) / 2];
  for (const [i, place] of at.entries()) ground.floats(x + 4 * place, 1)[0] = i + 1;
  ground.run('convForward', x, filter, 0, y, 0, scratch, ...dims(shape));
  expect([...ground.floats(y, 4)]).toEqual([2, 4, 6, 8]);
});

describe.each([1, 2, 3])('on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(SHAPES)('%s', (_, shape) => {
    ground.clear();
    const { n, height, width, inputs, rows, columns, outHeight, outWidth, outputs } = shape;
    const x = randomValues(n * height * width * inputs, 1);
    const filter = randomValues(rows * columns * inputs * outputs, 2);
    const bias = randomValues(outputs, 3);
    const dy = randomValues(n * outHeight * outWidth * outputs, 4);
    const want = plainConv(shape, x, filter, bias, dy);
    const [atX, atFilter, atBias, atDy] = [x, filter, bias, dy].map((values) => ground.put(values)) as [
      number,
      number,
      number,
      number,
    ];
    const guarded = (bytes: number): { place: number; intact: () => boolean } => {
      const place = ground.room(bytes + 64);
      return {
        place,
        intact: () => ground.whole(place + bytes, 16).every((word) => word === 0xc1c1c1c1 >> 0),
      };
    };

    const y = guarded(4 * dy.length);
    const moments = guarded(16 * outputs);
    const scratch = guarded(forwardScratch(shape, threads));
    const forward = (bias: number, moments: number): void =>
      ground.run('convForward', atX, atFilter, bias, y.place, moments, scratch.place, ...dims(shape));
    forward(atBias, moments.place);
    expect(worst(ground.floats(y.place, dy.length), want.y)).toBeLessThan(1e-6);
    const sums = new Float64Array(2 * outputs);
    for (const [i, value] of ground.floats(y.place, dy.length).entries()) {
      sums[i % outputs]! += value;
      sums[outputs + (i % outputs)]! += value * value;
    }
    const got = ground.doubles(moments.place, 2 * outputs);
    expect(worst(got.subarray(0, outputs), sums.subarray(0, outputs))).toBeLessThan(1e-6);
    expect(worst(got.subarray(outputs), sums.subarray(outputs))).toBeLessThan(1e-6);
    forward(0, 0);
    const withoutBias = want.y.map((value, i) => value - bias[i % outputs]!);
    expect(worst(ground.floats(y.place, dy.length), withoutBias)).toBeLessThan(1e-6);

    const dx = guarded(4 * x.length);
    const scratch2 = guarded(inputGradientScratch(shape));
    ground.run('convInputGradient', atDy, atFilter, dx.place, scratch2.place, ...dims(shape));
    expect(worst(ground.floats(dx.place, x.length), want.dx)).toBeLessThan(1e-6);

    const dFilter = guarded(4 * filter.length);
    const dBias = guarded(4 * outputs);
    const { chunk, bytes } = filterGradientPlan(shape, threads);
    const scratch3 = guarded(bytes);
    const filterGradient = (dBias: number): void =>
      ground.run(
        'convFilterGradient',
        ...[atX, atDy, dFilter.place, dBias, scratch3.place, ...dims(shape), chunk],
      );
    filterGradient(dBias.place);
    expect(worst(ground.floats(dFilter.place, filter.length), want.dFilter)).toBeLessThan(1e-6);
    expect(worst(ground.floats(dBias.place, outputs), want.dBias)).toBeLessThan(1e-6);
    ground.floats(dFilter.place, filter.length).fill(0);
    filterGradient(0);
    expect(worst(ground.floats(dFilter.place, filter.length), want.dFilter)).toBeLessThan(1e-6);

    const rooms = [y, moments, scratch, dx, scratch2, dFilter, dBias, scratch3];
    expect(rooms.map((room) => room.intact())).toEqual(rooms.map(() => true));
  });
});
