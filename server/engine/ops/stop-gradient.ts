import { type Tensor, tf } from '../tf.ts';

/** The same values, of which nothing learns: torch's detach. Any shape. */
export function stopGradient(x: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor];
    return { value: tf.clone(x), gradFunc: (dy: Tensor) => tf.zerosLike(dy) };
  })(x);
}
