import type { ConvOptions } from '../ops/conv2d.ts';
import { isRecording } from '../tape.ts';
import { type Tensor, tf } from '../tf.ts';
import { convFilterGradient, convForward, convInputGradient } from './conv2d.ts';
import { simd } from './simd.ts';

/** Our convolution under a name of its own among tfjs's kernels: its tape then asks for each gradient only if needed. */
const KERNEL = 'LearndConv2D';

/** x [n, h, w, in] with filter [k, l, in, out], or [n, in] with [in, out]; bias [out] or none. */
export function convolve(x: Tensor, filter: Tensor, bias: Tensor | null, options: ConvOptions): Tensor {
  register();
  return tf.engine().runKernel(KERNEL, { x, filter, ...(bias && { bias }) }, options) as Tensor;
}

type Inputs = { x: Tensor; filter: Tensor; bias?: Tensor };

let registered = false;

function register(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, filter, bias = null } = inputs as unknown as Inputs;
      // A batch norm may follow, which asks for the moments; while nothing is learnt it has statistics of its own.
      return convForward(simd()!, [x, filter, bias], attrs as ConvOptions, isRecording());
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dys, saved, attributes) => {
      const dy = dys as Tensor;
      const [x, filter] = saved as [Tensor, Tensor];
      const options = attributes as ConvOptions;
      // One pass gives both; the tape disposes of tensors that one of these functions made and did not return.
      let dBias: Float32Array | null = null;
      const filterGradient = (): Tensor => {
        const gradients = convFilterGradient(simd()!, [x, dy], filter.shape, options);
        dBias = gradients.dBias;
        return gradients.dFilter;
      };
      return {
        x: () => convInputGradient(simd()!, [dy, filter], x.shape, options),
        filter: filterGradient,
        bias: () => {
          if (!dBias) filterGradient();
          return tf.tensor1d(dBias!);
        },
      };
    },
  });
}
