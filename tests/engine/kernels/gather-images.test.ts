import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

const TABLE = Float32Array.from({ length: 256 }, (_, i) => (i - 100) / 7);

describe.each([1, 2])('gatherImages on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each([
    [0, 8],
    [1, 1],
    [5, 3],
    [6, 8],
    [7, 29],
  ])('gives %i images of %i bytes, and writes nothing beside', (n, size) => {
    ground.clear();
    const bytes = Uint8Array.from({ length: 4 * Math.ceil((9 * size) / 4) }, (_, i) => i * 37 + 5);
    const indexes = Array.from({ length: n }, (_, i) => (i * 5 + 8) % 9);
    const x = ground.room(4 * n * size + 16);
    const places = [
      ground.putWhole(new Int32Array(bytes.buffer)),
      ground.putWhole(indexes),
      ground.put(TABLE),
    ];
    ground.run('gatherImages', ...(places as [number, number, number]), x, n, size);
    const want = indexes.flatMap((index) =>
      Array.from(bytes.subarray(index * size, (index + 1) * size), (byte) => TABLE[byte]!),
    );
    expect([...ground.floats(x, n * size)]).toEqual(want);
    expect([...ground.whole(x + 4 * n * size, 4)]).toEqual(Array(4).fill(0xc1c1c1c1 | 0));
  });
});
