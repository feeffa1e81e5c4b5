import type { ConvOptions } from '../ops/conv2d.ts';
import { type Shape, type Tensor, tf } from '../tf.ts';
import { channelTotalOn } from './channel-total.ts';
import { convolutionOn } from './convolution.ts';
import { filterGradientOn } from './filter-gradient.ts';
import { gpu } from './gpu.ts';

/** Our convolution under a name of its own among tfjs's kernels: its tape then asks for each gradient only if needed. */
const KERNEL = 'LearndDirectConv2D';

/** x [n, h, w, in] with filter [k, l, in, out]; bias [out] or none. */
export function convolveOnGpu(x: Tensor, filter: Tensor, bias: Tensor | null, options: ConvOptions): Tensor {
  register();
  return tf.engine().runKernel(KERNEL, { x, filter, ...(bias && { bias }) }, options) as Tensor;
}

/** Those of any convolution on webgpu, each computed when it is asked for. */
export const gradientsOnGpu = (x: Tensor, filter: Tensor, dy: Tensor, options: ConvOptions) => ({
  x: () => inputGradientOnGpu(dy, filter, x.shape, options),
  filter: () => filterGradientOn(gpu()!, x, dy, filter.shape, options),
  bias: () => channelTotalOn(gpu()!, dy),
});

/** tfjs's own: a thread for each input value is enough for any GPU. */
function inputGradientOnGpu(dy: Tensor, filter: Tensor, x: Shape, { stride, padding }: ConvOptions): Tensor {
  const attributes = {
    strides: [stride, stride],
    pad: padding,
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
    inputShape: [...x],
  };
  return tf.engine().runKernel(tf.Conv2DBackpropInput, { dy, filter }, attributes) as Tensor;
}

let registered = false;

function register(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, filter, bias = null } = inputs as unknown as { x: Tensor; filter: Tensor; bias?: Tensor };
      return convolutionOn(gpu()!, x, filter, bias, attrs as ConvOptions);
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [Tensor, Tensor];
      return gradientsOnGpu(x, filter, dy as Tensor, attributes as ConvOptions);
    },
  });
}
