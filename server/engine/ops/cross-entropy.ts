import { crossEntropyGradient, crossEntropyOf } from '../kernels/cross-entropy.ts';
import { simd } from '../kernels/simd.ts';
import { crossEntropyGradientOn, crossEntropyOn } from '../shaders/cross-entropy.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Scalar, type Tensor, tf } from '../tf.ts';

/**
 * Mean cross entropy of logits [n, classes] against labels [n] (int32), as torch.nn.functional.cross_entropy.
 * Its gradient is (softmax - one-hot) / n. A label that is no class adds nothing to the loss.
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  const [n, classes] = logits.shape as [number, number];
  return tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    const kernels = simd();
    if (kernels) {
      const whole = labels.dtype === 'int32' ? labels : tf.cast(labels, 'int32');
      const { loss, probabilities } = crossEntropyOf(kernels, logits, whole);
      save([probabilities, whole]);
      return {
        value: loss,
        gradFunc: (dy: Tensor, saved: Tensor[]) => crossEntropyGradient(kernels, saved[0]!, saved[1]!, dy),
      };
    }
    const device = gpu();
    if (device) {
      const whole = labels.dtype === 'int32' ? labels : tf.cast(labels, 'int32');
      const { loss, logProbabilities } = crossEntropyOn(device, logits, whole);
      save([logProbabilities, whole]);
      return {
        value: loss,
        gradFunc: (dy: Tensor, saved: Tensor[]) => crossEntropyGradientOn(device, saved[0]!, saved[1]!, dy),
      };
    }
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
