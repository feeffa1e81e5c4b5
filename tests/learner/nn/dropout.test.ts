import { describe, expect, test } from 'vitest';
import { tf } from '../../../server/engine/index.ts';
import { Dropout, Random } from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

const SIZE = 100_000;
/** What comes of ones. */
const dropped = (layer: Dropout): Float32Array =>
  tf.tidy(() => layer.call(tf.ones([SIZE])).dataSync() as Float32Array);
const shareOf = (values: Float32Array, value: number): number =>
  values.reduce((count, v) => count + (v === value ? 1 : 0), 0) / values.length;

describe('Dropout', () => {
  onWasm();

  test.each([0.1, 0.5, 0.9])('p %d: that share is 0, the rest divided by 1 - p', (p) => {
    const values = dropped(new Dropout(p, new Random(3)));
    const kept = Math.fround(1 / (1 - p));
    // Five deviations of a binomial count.
    const deviation = Math.sqrt((p * (1 - p)) / SIZE);
    expect(Math.abs(shareOf(values, 0) - p)).toBeLessThan(5 * deviation);
    expect(shareOf(values, 0) + shareOf(values, kept)).toBeCloseTo(1, 10);
  });

  test('neighbours are dropped independently of each other', () => {
    const values = dropped(new Dropout(0.5, new Random(4)));
    for (const distance of [1, 2, 7, 64]) {
      let both = 0;
      for (let i = distance; i < SIZE; i++) if (values[i] === 0 && values[i - distance] === 0) both++;
      expect(Math.abs(both / (SIZE - distance) - 0.25), `distance ${distance}`).toBeLessThan(0.008);
    }
  });

  test('the same seed drops the same, call after call; another seed, and the next call, others', () => {
    const [a, b, c] = [5, 5, 6].map((seed) => new Dropout(0.5, new Random(seed))) as [
      Dropout,
      Dropout,
      Dropout,
    ];
    const first = dropped(a);
    const second = dropped(a);
    expect(dropped(b)).toEqual(first);
    expect(dropped(b)).toEqual(second);
    expect(second).not.toEqual(first);
    expect(dropped(c)).not.toEqual(first);
  });

  test('the gradient goes where the value went', () => {
    const layer = new Dropout(0.5, new Random(7));
    tf.tidy(() => {
      let output!: Float32Array;
      const gradient = tf.grad((x) => {
        const y = layer.call(x);
        output = y.dataSync() as Float32Array;
        return tf.sum(y);
      })(tf.ones([1000]));
      expect(gradient.dataSync()).toEqual(output);
    });
  });

  test('evaluation and p 0 change nothing and draw nothing; p 1 leaves nothing', () => {
    const random = new Random(8);
    const layer = new Dropout(0.5, random);
    layer.train(false);
    expect(shareOf(dropped(layer), 1)).toBe(1);
    expect(shareOf(dropped(new Dropout(0, random)), 1)).toBe(1);
    expect(random.uniform(1, 0, 1)).toEqual(new Random(8).uniform(1, 0, 1));
    expect(shareOf(dropped(new Dropout(1, random)), 0)).toBe(1);
  });

  test.each([-0.1, 1.1, Number.NaN])('p %d is refused', (p) => {
    expect(() => new Dropout(p, new Random(1))).toThrow(RangeError);
  });
});
