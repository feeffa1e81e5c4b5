import { filterGradient, inputGradient } from '../gradients/conv2d.ts';
import { convolve } from '../kernels/conv2d-op.ts';
import { simd } from '../kernels/simd.ts';
import { isDirect } from '../shaders/convolution.ts';
import { convolveOnGpu, gradientsOnGpu } from '../shaders/convolution-op.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';
import { linear } from './linear.ts';

export type ConvOptions = { stride: number; padding: number };

/**
 * Convolution: x [n, h, w, in], filter [k, k, in, out], bias [out] or none -> [n, h', w', out].
 * One fused kernel on the way out. On the way back only the gradients that somebody needs are computed: the first
 * layer's input is data, and its gradient would cost as much as the layer.
 */
export function conv2d(x: Tensor, filter: Tensor, bias: Tensor | null, options: ConvOptions): Tensor {
  if (simd()) return convolve(x, filter, bias, options);
  if (gpu() && isDirect(filter)) return convolveOnGpu(x, filter, bias, options);
  const { stride, padding } = options;
  const [rows, columns, inputs, outputs] = filter.shape as [number, number, number, number];
  if (rows === 1 && columns === 1 && stride === 1 && padding === 0) {
    const y = linear(tf.reshape(x, [-1, inputs]), tf.reshape(filter, [inputs, outputs]), bias);
    return tf.reshape(y, [...x.shape.slice(0, 3), outputs]);
  }
  registerGradient();
  const attributes = {
    strides: [stride, stride],
    pad: padding,
    dataFormat: 'NHWC',
    dilations: [1, 1],
    dimRoundingMode: 'floor',
    activation: 'linear',
  };
  return tf.engine().runKernel(tf.FusedConv2D, { x, filter, ...(bias && { bias }) }, attributes) as Tensor;
}

let registered = false;

/** tfjs has no gradient under this kernel's name (its own fused op goes another way), so this adds and replaces none. */
function registerGradient(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: tf.FusedConv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const { strides, pad } = attributes as unknown as { strides: [number, number]; pad: number };
      const options = { stride: strides[0], padding: pad };
      if (gpu()) return gradientsOnGpu(x, filter, dy as Tensor, options);
      return {
        x: () => inputGradient(dy as Tensor, filter, x.shape, options),
        filter: () => filterGradient(x, dy as Tensor, filter.shape, options),
        bias: () => channelSum(dy as Tensor),
      };
    },
  });
}
