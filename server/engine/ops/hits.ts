import { hitsOf } from '../kernels/cross-entropy.ts';
import { simd } from '../kernels/simd.ts';
import { type Scalar, type Tensor, tf } from '../tf.ts';

/**
 * How many rows of logits [n, classes] have their largest value, the first where several are, at the label [n]: an int32
 * scalar. Accuracy is this over n.
 */
export function hits(logits: Tensor, labels: Tensor): Scalar {
  return tf.tidy(() => {
    const whole = labels.dtype === 'int32' ? labels : tf.cast(labels, 'int32');
    const kernels = simd();
    if (kernels) return hitsOf(kernels, logits, whole);
    return tf.sum(tf.cast(tf.equal(tf.argMax(logits, -1), whole), 'int32'));
  });
}
