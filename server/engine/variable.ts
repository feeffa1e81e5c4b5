import { type Tensor, tf, type Variable } from './tf.ts';

/** A variable that takes `initial` over. tf.variable alone leaves the initial tensor behind. */
export function variable(initial: Tensor, trainable = true): Variable {
  const value = tf.variable(initial, trainable);
  initial.dispose();
  return value;
}
