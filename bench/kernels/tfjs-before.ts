import { type Tensor, tf, type Variable } from '../../server/engine/index.ts';

// What our kernels stand in for, as compositions of tfjs's ops.

export function crossEntropyByTfjs(logits: Tensor, labels: Tensor): { loss: Tensor; gradient: Tensor } {
  const [n, classes] = logits.shape as [number, number];
  const target = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), 'float32');
  const logProbabilities = tf.logSoftmax(logits);
  const loss = tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, target))), n);
  return { loss, gradient: tf.mul(tf.sub(tf.exp(logProbabilities), target), 1 / n) };
}

export function momentumByTfjs(parameters: Variable[], gradients: Tensor[], velocities: Variable[]): void {
  const [keep, lr] = [tf.scalar(0.9), tf.scalar(0.1)];
  for (const [i, parameter] of parameters.entries()) {
    const velocity = velocities[i]!;
    velocity.assign(tf.add(tf.mul(velocity, keep), gradients[i]!));
    parameter.assign(tf.sub(parameter, tf.mul(velocity, lr)));
  }
}

export function adamByTfjs(
  parameters: Variable[],
  gradients: Tensor[],
  averages: Variable[],
  squares: Variable[],
): void {
  const of = (value: number): Tensor => tf.scalar(value);
  const [keep, take, squareKeep, squareTake] = [of(0.9), of(0.1), of(0.999), of(0.001)];
  const [scale, eps, shrink, lr] = [of(0.5), of(1e-8), of(0.999), of(1e-3)];
  for (const [i, parameter] of parameters.entries()) {
    const [gradient, average, square] = [gradients[i]!, averages[i]!, squares[i]!];
    average.assign(tf.add(tf.mul(average, keep), tf.mul(gradient, take)));
    square.assign(tf.add(tf.mul(square, squareKeep), tf.mul(tf.square(gradient), squareTake)));
    const root = tf.add(tf.mul(tf.sqrt(square), scale), eps);
    parameter.assign(tf.sub(tf.mul(parameter, shrink), tf.mul(tf.div(average, root), lr)));
  }
}

export function batchByTfjs(
  bytes: Uint8Array,
  size: number,
  indexes: Uint32Array,
  table: Float32Array,
): Tensor {
  const x = new Float32Array(indexes.length * size);
  for (let i = 0; i < indexes.length; i++) {
    for (let j = 0; j < size; j++) x[i * size + j] = table[bytes[indexes[i]! * size + j]!]!;
  }
  return tf.tensor(x, [indexes.length, size]);
}
