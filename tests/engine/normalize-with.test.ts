import { expect, test } from 'vitest';
import { normalizeWith, tf } from '../../server/engine/index.ts';
import { onWasm } from '../learner/wasm.ts';

onWasm();

test('normalizeWith: value and gradients are those of its parts', () => {
  tf.tidy(() => {
    const x = tf.randomNormal([3, 2, 3, 5], 2, 3, 'float32', 1);
    const [mean, scale, shift] = [2, 3, 4].map((seed) => tf.randomNormal([5], 0, 1, 'float32', seed));
    const variance = tf.randomUniform([5], 0.5, 2, 'float32', 5);
    const weights = tf.randomNormal(x.shape, 0, 1, 'float32', 6);
    const parts = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor =>
      tf.add(tf.mul(tf.mul(tf.sub(x, mean!), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
    const whole = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor =>
      normalizeWith(x, mean!, variance, scale, shift, 1e-5);
    const near = (a: tf.Tensor, b: tf.Tensor): void =>
      expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]! / tf.max(tf.abs(b)).dataSync()[0]!).toBeLessThan(
        1e-5,
      );
    near(whole(x, scale!, shift!), parts(x, scale!, shift!));
    const gradients = (f: typeof whole): tf.Tensor[] =>
      tf.grads((x, scale, shift) => tf.sum(tf.mul(f(x!, scale!, shift!), weights)))([x, scale!, shift!]);
    const [got, want] = [gradients(whole), gradients(parts)];
    for (let i = 0; i < 3; i++) near(got[i]!, want[i]!);
  });
});
