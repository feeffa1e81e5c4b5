import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

describe.each([1, 2])('on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each([0, 1, 3, 4, 5, 1001])('adds %i values, and writes none beside them', (n) => {
    ground.clear();
    const a = Float32Array.from({ length: n }, (_, i) => i / 3);
    const b = Float32Array.from({ length: n }, (_, i) => 100 - i);
    const y = ground.room(4 * n + 16);
    const beside = ground.whole(y + 4 * n, 4).slice();
    ground.run('addVectors', ground.put(a), ground.put(b), y, n);
    expect([...ground.floats(y, n)]).toEqual(Array.from(a, (value, i) => Math.fround(value + b[i]!)));
    expect(ground.whole(y + 4 * n, 4)).toEqual(beside);
  });
});
