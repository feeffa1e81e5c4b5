import type { ConvOptions } from '../ops/conv2d.ts';
import type { Shape, Tensor } from '../tf.ts';
import {
  aligned,
  type ConvShape,
  dims,
  filterGradientPlan,
  forwardScratch,
  inputGradientScratch,
} from './conv2d-scratch.ts';
import { recordMoments } from './moments.ts';
import type { Simd } from './simd.ts';

/**
 * Of a convolution with filter [k, l, in, out] over x [n, h, w, in], or of a linear layer [in, out] over [n, in].
 * @throws Error when they do not fit: a kernel would read what is not theirs
 */
function convShapeOf(x: Shape, filter: Shape, { stride, padding }: ConvOptions): ConvShape {
  const linear = x.length === 2 && filter.length === 2;
  if (!linear && (x.length !== 4 || filter.length !== 4))
    throw new Error(
      `a convolution takes x [n, h, w, in] and filter [k, l, in, out], not [${x}] and [${filter}]`,
    );
  const [n, height, width] = linear ? [x[0]!, 1, 1] : (x as [number, number, number]);
  const [rows, columns] = linear ? [1, 1] : (filter as [number, number]);
  const [inputs, outputs] = filter.slice(-2) as [number, number];
  if (x.at(-1) !== inputs)
    throw new Error(`x [${x}] has ${x.at(-1)} channels, but the weights [${filter}] are for ${inputs}`);
  const out = (size: number, k: number): number => Math.floor((size + 2 * padding - k) / stride) + 1;
  const [outHeight, outWidth] = [out(height, rows), out(width, columns)];
  if (outHeight < 1 || outWidth < 1)
    throw new Error(
      `images of ${height} x ${width} with padding ${padding} are smaller than the kernel of ${rows} x ${columns}`,
    );
  return { n, height, width, inputs, rows, columns, stride, padding, outHeight, outWidth, outputs };
}

/** y of x's rank. With `moments`, those of y are recorded on the way: they cost less here than a pass over y. */
export function convForward(
  kernels: Simd,
  [x, filter, bias]: [Tensor, Tensor, Tensor | null],
  options: ConvOptions,
  moments: boolean,
): Tensor {
  const shape = convShapeOf(x.shape, filter.shape, options);
  const { n, outHeight, outWidth, outputs } = shape;
  for (const tensor of [x, filter, bias])
    if (tensor && tensor.dtype !== 'float32')
      throw new Error(`a convolution takes float32 values, not ${tensor.dtype}`);
  if (bias && bias.size !== outputs)
    throw new Error(`a bias of ${bias.size} values does not fit ${outputs} output channels`);
  const y = kernels.output(x.rank === 2 ? [n, outputs] : [n, outHeight, outWidth, outputs]);
  const room = moments ? aligned(16 * outputs) : 0;
  const place = kernels.scratch(room + forwardScratch(shape, kernels.threads));
  const sums = moments ? place : 0;
  const [atX, atFilter, atBias] = [x, filter, bias].map((tensor) => (tensor ? kernels.at(tensor) : 0));
  kernels.run('convForward', atX!, atFilter!, atBias!, kernels.at(y), sums, place + room, ...dims(shape));
  if (moments) recordMoments(y, new Float64Array(kernels.buffer, sums, 2 * outputs).slice());
  return y;
}

/** dx [n, h, w, in] of dy [n, h', w', out]. */
export function convInputGradient(
  kernels: Simd,
  [dy, filter]: [Tensor, Tensor],
  x: Shape,
  options: ConvOptions,
): Tensor {
  const shape = convShapeOf(x, filter.shape, options);
  const dx = kernels.output(x);
  const scratch = kernels.scratch(inputGradientScratch(shape));
  const places = [dy, filter, dx].map((tensor) => kernels.at(tensor));
  kernels.run('convInputGradient', ...places, scratch, ...dims(shape));
  return dx;
}

/** dFilter of x and dy, and the gradient of the bias, as values: [out]. */
export function convFilterGradient(
  kernels: Simd,
  [x, dy]: [Tensor, Tensor],
  filter: Shape,
  options: ConvOptions,
): { dFilter: Tensor; dBias: Float32Array } {
  const shape = convShapeOf(x.shape, filter, options);
  const { chunk, bytes } = filterGradientPlan(shape, kernels.threads);
  const dFilter = kernels.output(filter);
  const room = aligned(4 * shape.outputs);
  const place = kernels.scratch(room + bytes);
  const places = [x, dy, dFilter].map((tensor) => kernels.at(tensor));
  kernels.run('convFilterGradient', ...places, place, place + room, ...dims(shape), chunk);
  return { dFilter, dBias: new Float32Array(kernels.buffer, place, shape.outputs).slice() };
}
