import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { batchNorm, conv2d, linear, openDevice, type Tensor, tf } from '../../../server/engine/index.ts';
import { momentsOf } from '../../../server/engine/kernels/moments.ts';
import { simd } from '../../../server/engine/kernels/simd.ts';
import { randomValues } from './plain-conv.ts';

const options = { stride: 2, padding: 1 };
const random = (shape: number[], seed: number): Tensor =>
  tf.tensor(randomValues(tf.util.sizeFromShape(shape), seed), shape);

describe('the convolution of our own among tfjs’s kernels', () => {
  let before = 0;
  beforeAll(async () => {
    await openDevice(['wasm'], 2);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  });

  test('computes no gradient that nobody needs, and those of filter and bias at once', () =>
    void tf.tidy(() => {
      const x = random([6, 7, 7, 4], 1);
      const first = tf.variable(random([3, 3, 4, 5], 2));
      const bias = tf.variable(random([5], 3));
      const run = vi.spyOn(simd()!, 'run');
      const { grads } = tf.variableGrads(() => tf.sum(conv2d(x, first, bias, options)), [first, bias]);
      const ops = run.mock.calls.map(([op]) => op);
      expect(ops).toEqual(['convForward', 'convFilterGradient']);
      // Each of the 4 x 4 positions of 6 images adds 1.
      expect([...grads[bias.name]!.dataSync()]).toEqual(Array(5).fill(96));
      first.dispose();
      bias.dispose();
    }));

  test('gives the gradient of the bias alone, and of the input alone', () =>
    void tf.tidy(() => {
      const x = random([2, 5, 5, 2], 1);
      const filter = random([3, 3, 2, 3], 2);
      const bias = random([3], 3);
      const [dBias] = tf.grads((b) => tf.sum(conv2d(x, filter, b!, options)))([bias]);
      expect([...dBias!.dataSync()]).toEqual([18, 18, 18]);
      const [dx] = tf.grads((x) => tf.sum(conv2d(x!, filter, bias, options)))([x]);
      expect(dx!.shape).toEqual(x.shape);
      const [dw] = tf.grads((w) => tf.sum(linear(tf.ones([7, 4]), w!, null)))([random([4, 3], 4)]);
      expect([...dw!.dataSync()]).toEqual(Array(12).fill(7));
    }));

  test('records the moments of what it gives while something is learnt, and only then', () =>
    void tf.tidy(() => {
      const x = random([5, 6, 6, 3], 1);
      const filter = random([3, 3, 3, 10], 2);
      expect(momentsOf(conv2d(x, filter, null, options))).toBeNull();
      tf.grads((filter) => {
        const y = conv2d(x, filter!, null, options);
        const sums = momentsOf(y)!;
        const values = y.dataSync<'float32'>();
        for (let c = 0; c < 10; c++) {
          const own = values.filter((_, i) => i % 10 === c);
          expect(sums[c]).toBeCloseTo(
            own.reduce((sum, v) => sum + v, 0),
            4,
          );
          expect(sums[10 + c]).toBeCloseTo(
            own.reduce((sum, v) => sum + v * v, 0),
            4,
          );
        }
        expect(momentsOf(tf.reshape(y, [-1, 10]))).toBe(sums);
        expect(momentsOf(tf.reshape(y, [5, -1]))).toBeNull();
        expect(momentsOf(tf.mul(y, 2))).toBeNull();
        return tf.sum(y);
      })([filter]);
    }));

  test('leaves the variance to the batch norm where its mean would drown it', () =>
    void tf.tidy(() => {
      const x = random([64, 6, 6, 2], 1);
      const filter = tf.tensor([1, 0, 0, 1], [1, 1, 2, 2]);
      const of = (bias: number): number[] => {
        let variances: number[] = [];
        tf.grads((filter) => {
          const y = conv2d(x, filter!, tf.fill([2], bias), { stride: 1, padding: 0 });
          return tf.sum(
            batchNorm(y, tf.ones([2]), tf.zeros([2]), 1e-5, (_, variance) => {
              variances = [...variance.dataSync()];
            }),
          );
        })([filter]);
        return variances;
      };
      const want = of(0);
      for (const bias of [30, 1000, -10_000]) {
        for (const [c, variance] of of(bias).entries()) {
          // The values themselves are rounded to 5e-4 at 10 000.
          expect(Math.abs(variance / want[c]! - 1), `bias ${bias}`).toBeLessThan(1e-3);
        }
      }
    }));

  test('knows nothing any more of what was written in place', () =>
    void tf.tidy(() => {
      tf.grads((filter) => {
        const y = conv2d(random([5, 6, 6, 3], 1), filter!, null, options);
        expect(momentsOf(y)).not.toBeNull();
        simd()!.rewritten(y);
        expect(momentsOf(y)).toBeNull();
        return tf.sum(y);
      })([random([3, 3, 3, 10], 2)]);
    }));

  test('gives the same bits each time', () =>
    void tf.tidy(() => {
      const x = random([37, 9, 9, 5], 1);
      const filter = random([3, 3, 5, 12], 2);
      const gradients = () =>
        tf.grads((x, filter) => tf.sum(tf.square(conv2d(x!, filter!, null, options))))([x, filter]);
      const [once, again] = [gradients(), gradients()];
      for (const i of [0, 1]) expect(again[i]!.dataSync()).toEqual(once[i]!.dataSync());
    }));

  test('says what does not fit', () =>
    void tf.tidy(() => {
      const x = tf.zeros([2, 4, 4, 3]) as Tensor;
      const give = (x: Tensor, filter: number[], bias: Tensor | null = null) =>
        conv2d(x, tf.zeros(filter), bias, { stride: 1, padding: 0 });
      expect(() => give(x, [3, 3, 2, 5])).toThrow('has 3 channels, but the weights [3,3,2,5] are for 2');
      expect(() => give(x, [5, 5, 3, 5])).toThrow(
        'images of 4 x 4 with padding 0 are smaller than the kernel',
      );
      expect(() => give(x, [3, 3, 3, 5], tf.zeros([4]))).toThrow('a bias of 4 values does not fit 5');
      expect(() => give(tf.cast(x, 'int32'), [3, 3, 3, 5])).toThrow('takes float32 values, not int32');
      expect(() => linear(x, tf.zeros([3, 5]), null)).toThrow('a convolution takes x [n, h, w, in]');
    }));
});
