/**
 * The one door to TensorFlow.js. The union package is used because in Node the core package alone registers no
 * gradients. It also registers the cpu and webgl backends, neither of which learnd trains on.
 */
import tf from '@tensorflow/tfjs';

export { tf };
export type Tensor = tf.Tensor;
export type Scalar = tf.Scalar;
export type Variable = tf.Variable;
export type Shape = readonly number[];
