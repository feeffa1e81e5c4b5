import { describe, expect, test } from 'vitest';
import { crossEntropy, hits, type Tensor, tf } from '../../server/engine/index.ts';
import { Random } from '../../server/learner/random.ts';
import { onWasm } from '../learner/wasm.ts';

describe('crossEntropy and hits', () => {
  onWasm(2);

  test('of our kernels are those of tfjs’s ops, whatever the labels are counted in', () => {
    const results = ['wasm', 'cpu'].map((backend) => {
      tf.setBackend(backend);
      const loss = (x: Tensor, y: Tensor) => tf.mul(crossEntropy(x, y), 3) as tf.Scalar;
      const values = tf.tidy(() => {
        const x = tf.tensor(new Random(3).normal(13 * 3, 3), [13, 3]);
        const labels = Array.from({ length: 13 }, (_, i) => (i * 5) % 3);
        return (['int32', 'float32'] as const).map((dtype) => {
          const y = tf.tensor1d(labels, dtype);
          const { value, grad } = tf.valueAndGrad((x: Tensor) => loss(x, y))(x);
          return [value.dataSync()[0]!, hits(x, y).dataSync()[0]!, ...grad.dataSync()];
        });
      }) as unknown as number[][];
      tf.setBackend('wasm');
      expect(values[1]).toEqual(values[0]);
      return values[0]!;
    });
    for (const [i, value] of results[0]!.entries()) expect(value).toBeCloseTo(results[1]![i]!, 5);
    expect(results[0]![1]).toBeGreaterThan(0);
  });

  test('a row whose label is no class adds nothing and learns nothing, on every device', () => {
    for (const backend of ['wasm', 'cpu']) {
      tf.setBackend(backend);
      tf.tidy(() => {
        const x = tf.tensor([1, 2, 3, 0, 0, 0, 1, 2, 3], [3, 3]);
        const y = tf.tensor1d([-1, 1, 3], 'int32');
        const { value, grad } = tf.valueAndGrad((x: Tensor) => crossEntropy(x, y))(x);
        expect(value.dataSync()[0], backend).toBeCloseTo(Math.log(3) / 3, 6);
        const third = 1 / 9;
        for (const [i, want] of [0, 0, 0, third, third - 1 / 3, third, 0, 0, 0].entries()) {
          expect(grad.dataSync()[i], `${backend}, ${i}`).toBeCloseTo(want, 6);
        }
      });
    }
    tf.setBackend('wasm');
  });
});
