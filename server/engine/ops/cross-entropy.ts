import { crossEntropyGradient, crossEntropyOf } from '../kernels/cross-entropy.ts';
import { simd } from '../kernels/simd.ts';
import { expectLabels, wholeLabels } from '../operands.ts';
import { crossEntropyGradientOn, crossEntropyOn } from '../shaders/cross-entropy.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Scalar, type Tensor, tf } from '../tf.ts';

/**
 * Mean cross entropy of logits [n, classes] against labels [n] (int32), as torch.nn.functional.cross_entropy.
 * Its gradient is (softmax - one-hot) / n. A row whose label is no class adds nothing to the loss and has no gradient (torch
 * throws, but on a GPU nobody can look at labels without waiting for it); it counts in n all the same.
 * @throws RangeError for tensors of other shapes
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  expectLabels('crossEntropy', logits, labels);
  const [n, classes] = logits.shape as [number, number];
  return tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    const whole = wholeLabels(labels);
    const kernels = simd();
    if (kernels) {
      const { loss, probabilities } = crossEntropyOf(kernels, logits, whole);
      save([probabilities, whole]);
      return {
        value: loss,
        gradFunc: (dy: Tensor, saved: Tensor[]) => crossEntropyGradient(kernels, saved[0]!, saved[1]!, dy),
      };
    }
    const device = gpu();
    if (device) {
      const { loss, logProbabilities } = crossEntropyOn(device, logits, whole);
      save([logProbabilities, whole]);
      return {
        value: loss,
        gradFunc: (dy: Tensor, saved: Tensor[]) => crossEntropyGradientOn(device, saved[0]!, saved[1]!, dy),
      };
    }
    const target = tf.cast(tf.oneHot(whole as tf.Tensor1D, classes), 'float32');
    const logProbabilities = tf.logSoftmax(logits);
    save([logProbabilities, target]);
    return {
      value: tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, target))), n),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [logProbabilities, target] = saved as [Tensor, Tensor];
        // 1 in rows whose label is a class.
        const counts = tf.sum(target, 1, true);
        return tf.mul(tf.sub(tf.mul(tf.exp(logProbabilities), counts), target), tf.div(dy, n));
      },
    };
  })(logits) as Scalar;
}
