import { expect, test } from 'vitest';
import { stopGradient, tf, valueAndGradients, variable } from '../../server/engine/index.ts';
import { onWasm } from '../learner/wasm.ts';

onWasm(1);

test('stopGradient gives the same values and lets nothing through', () => {
  const x = variable(tf.tensor1d([1, 2, 3]));
  tf.tidy(() => {
    const { value, gradients } = valueAndGradients(
      () => tf.sum(tf.mul(x, stopGradient(x))) as tf.Scalar,
      [x],
    );
    expect(value.dataSync()[0]).toBe(14);
    // Of x * x only the factor that is not stopped counts: x, not 2x.
    expect([...gradients[0]!.dataSync()]).toEqual([1, 2, 3]);
  });
  x.dispose();
});

test('a variable that the loss does not depend on has gradient 0', () => {
  const [x, idle] = [variable(tf.tensor1d([2])), variable(tf.tensor1d([5, 6]))];
  tf.tidy(() => {
    const { gradients } = valueAndGradients(() => tf.sum(x) as tf.Scalar, [x, idle]);
    expect(gradients.map((gradient) => [...gradient.dataSync()])).toEqual([[1], [0, 0]]);
  });
  tf.dispose([x, idle]);
});
