import { beforeAll, describe, expect, test } from 'vitest';
import { conv2d, openDevice, type Tensor, tf } from '../../server/engine/index.ts';

type Case = { n: number; size: [number, number]; kernel: number; stride: number; padding: number };

/** Gradients of sum(conv * weights) by the definition, in float64. */
function plainGradients(x: Tensor, filter: Tensor, dy: Tensor, { stride, padding }: Case) {
  const [n, h, w, ci] = x.shape as [number, number, number, number];
  const [k, l, , co] = filter.shape as [number, number, number, number];
  const [, oh, ow] = dy.shape as [number, number, number];
  const [xs, fs, ds] = [x.dataSync(), filter.dataSync(), dy.dataSync()];
  const dx = new Float64Array(xs.length);
  const df = new Float64Array(fs.length);
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++)
        for (let p = 0; p < k; p++)
          for (let q = 0; q < l; q++) {
            const [y, z] = [i * stride + p - padding, j * stride + q - padding];
            if (y < 0 || z < 0 || y >= h || z >= w) continue;
            for (let c = 0; c < ci; c++)
              for (let o = 0; o < co; o++) {
                const at = ((b * h + y) * w + z) * ci + c;
                const tap = ((p * l + q) * ci + c) * co + o;
                const d = ds[((b * oh + i) * ow + j) * co + o]!;
                dx[at]! += d * fs[tap]!;
                df[tap]! += d * xs[at]!;
              }
          }
  return { dx, df };
}

const worst = (got: ArrayLike<number>, want: Float64Array): number => {
  const largest = want.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return want.reduce((m, v, i) => Math.max(m, Math.abs(got[i]! - v)), 0) / largest;
};

describe('gradients of conv2d against the definition in float64', () => {
  beforeAll(async () => {
    await openDevice(['wasm'], 1);
  });

  test.each<Case>([
    { n: 5, size: [28, 28], kernel: 3, stride: 2, padding: 1 },
    { n: 3, size: [7, 7], kernel: 3, stride: 2, padding: 1 },
    { n: 3, size: [2, 2], kernel: 3, stride: 2, padding: 1 },
    { n: 2, size: [9, 6], kernel: 5, stride: 2, padding: 2 },
    { n: 2, size: [8, 5], kernel: 3, stride: 1, padding: 1 },
    { n: 3, size: [10, 7], kernel: 3, stride: 3, padding: 0 },
    { n: 1, size: [6, 6], kernel: 1, stride: 2, padding: 0 },
    { n: 2, size: [11, 13], kernel: 7, stride: 2, padding: 3 },
  ])('n $n, $size, kernel $kernel, stride $stride, padding $padding', (options) => {
    const { n, size, kernel, stride, padding } = options;
    const x = tf.randomNormal([n, ...size, 3], 0, 1, 'float32', 5) as Tensor;
    const filter = tf.randomNormal([kernel, kernel, 3, 4], 0, 1, 'float32', 6) as Tensor;
    const bias = tf.zeros([4]);
    const out = conv2d(x, filter, bias, { stride, padding });
    const weights = tf.randomNormal(out.shape, 0, 1, 'float32', 7);
    const [dx, df, db] = tf.grads((x, filter, bias) =>
      tf.sum(tf.mul(conv2d(x!, filter!, bias!, { stride, padding }), weights)),
    )([x, filter, bias]);
    const want = plainGradients(x, filter, weights, options);
    expect(dx!.shape).toEqual(x.shape);
    expect(worst(dx!.dataSync(), want.dx)).toBeLessThan(1e-5);
    expect(worst(df!.dataSync(), want.df)).toBeLessThan(1e-5);
    const sums = new Float64Array(4);
    for (const [i, value] of weights.dataSync().entries()) sums[i % 4]! += value;
    expect(worst(db!.dataSync(), sums)).toBeLessThan(1e-5);
  });
});
