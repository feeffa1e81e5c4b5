import { type Scalar, type Tensor, tf } from '../tf.ts';

/**
 * Mean cross entropy of logits [n, classes] against labels [n] (int32), as torch.nn.functional.cross_entropy.
 * Its gradient is (softmax - one-hot) / n.
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  const [n, classes] = logits.shape as [number, number];
  return tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    const target = tf.cast(tf.oneHot(tf.cast(labels, 'int32') as tf.Tensor1D, classes), 'float32');
    const logProbabilities = tf.logSoftmax(logits);
    save([logProbabilities, target]);
    return {
      value: tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, target))), n),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [logProbabilities, target] = saved as [Tensor, Tensor];
        return tf.mul(tf.sub(tf.exp(logProbabilities), target), tf.div(dy, n));
      },
    };
  })(logits) as Scalar;
}
