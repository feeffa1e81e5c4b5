import { beforeAll, describe, expect, test } from 'vitest';
import { openDevice, perChannel, tf } from '../../server/engine/index.ts';

describe('perChannel is the broadcast', () => {
  beforeAll(async () => {
    await openDevice(['wasm'], 1);
  });

  test.each([
    { x: [3, 4, 5, 6], v: [6] },
    { x: [3, 4, 5, 6], v: [3, 1, 1, 6] },
    { x: [3, 4, 5, 6], v: [3, 1, 1, 1] },
    { x: [3, 4, 5, 6], v: [] },
    { x: [3, 4, 5, 1], v: [1] },
    { x: [1, 1, 1, 6], v: [1, 1, 1, 6] },
    { x: [4, 6], v: [6] },
    { x: [3, 4, 5, 40], v: [40] },
    { x: [3, 4, 5, 40], v: [3, 1, 1, 40] },
  ])('x $x, v $v', ({ x, v }) => {
    const a = tf.randomNormal(x, 0, 1, 'float32', 1);
    const b = tf.randomNormal(v, 0, 1, 'float32', 2);
    const got = perChannel(tf.sub, a, b);
    expect(got.shape).toEqual(x);
    expect(got.dataSync()).toEqual(tf.sub(a, b).dataSync());
  });
});
