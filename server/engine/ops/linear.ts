import { convolve } from '../kernels/conv2d-op.ts';
import { simd } from '../kernels/simd.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';

/**
 * x [n, in], weight [in, out], bias [out] or none -> [n, out]. One fused kernel on the way out; on the way back only
 * the gradients that somebody needs are computed, and transposes are laid out first: with its transpose flags, the
 * matrix product of tfjs-wasm leaves its fast kernel.
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  // A matrix product is a convolution over images of one position.
  if (simd()) return convolve(x, weight, bias, { stride: 1, padding: 0 });
  registerGradient();
  const inputs = { a: asBatch(x), b: asBatch(weight), ...(bias && { bias }) };
  const attributes = { transposeA: false, transposeB: false, activation: 'linear' };
  const y = tf.engine().runKernel(tf._FusedMatMul, inputs, attributes) as Tensor;
  return tf.reshape(y, [x.shape[0]!, weight.shape[1]!]);
}

/** The kernel multiplies batches of matrices. */
const asBatch = (matrix: Tensor): Tensor => tf.reshape(matrix, [1, ...matrix.shape]);

let registered = false;

/** tfjs has no gradient under this kernel's name (its own fused op goes another way), so this adds and replaces none. */
function registerGradient(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: tf._FusedMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor3D, tf.Tensor3D];
      const d = dy as tf.Tensor3D;
      return {
        a: () => tf.matMul(d, tf.transpose(b, [0, 2, 1])),
        b: () => tf.matMul(tf.transpose(a, [0, 2, 1]), d),
        bias: () => channelSum(tf.reshape(d, d.shape.slice(1))),
      };
    },
  });
}
