import { hitsOf } from '../kernels/cross-entropy.ts';
import { simd } from '../kernels/simd.ts';
import { expectLabels, wholeLabels } from '../operands.ts';
import { gpu } from '../shaders/gpu.ts';
import { hitsOn } from '../shaders/hits.ts';
import { type Scalar, type Tensor, tf } from '../tf.ts';

/**
 * How many rows of logits [n, classes] have their largest value, the first where several are, at the label [n]: an int32
 * scalar. Accuracy is this over n.
 * @throws RangeError for tensors of other shapes
 */
export function hits(logits: Tensor, labels: Tensor): Scalar {
  expectLabels('hits', logits, labels);
  return tf.tidy(() => {
    const whole = wholeLabels(labels);
    const kernels = simd();
    if (kernels) return hitsOf(kernels, logits, whole);
    const device = gpu();
    if (device) return hitsOn(device, logits, whole);
    return tf.sum(tf.cast(tf.equal(tf.argMax(logits, -1), whole), 'int32'));
  });
}
