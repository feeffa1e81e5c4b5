import { expectFloats } from '../operands.ts';
import type { Tensor } from '../tf.ts';
import { momentsOf } from './moments.ts';
import { normScratch } from './norm-scratch.ts';
import type { Simd } from './simd.ts';

export type Normalized = { y: Tensor; mean: Tensor; variance: Tensor; inverse: Tensor };

/** Rows are all but the channels. `perChannel` has a value for each. */
function layoutOf(kernels: Simd, x: Tensor, ...perChannel: Tensor[]) {
  const channels = x.shape.at(-1)!;
  expectFloats('a batch norm', x.size, x);
  expectFloats('a batch norm', channels, ...perChannel);
  return { channels, rows: x.size / channels, room: normScratch(channels, kernels.threads) };
}

/**
 * (x - mean) * inverse * scale + shift by channel with x's own statistics.
 * @param correction the variance is divided by the number of rows less this, or by 1
 */
export function batchNormWith(
  kernels: Simd,
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  eps: number,
  correction: 0 | 1,
): Normalized {
  const { channels, rows, room } = layoutOf(kernels, x, scale, shift);
  const y = kernels.output(x.shape);
  const [mean, variance, inverse] = [0, 1, 2].map(() => kernels.output([channels])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const sums = momentsOf(x);
  const scratch = kernels.scratch(room + 16 * channels);
  const known = sums ? scratch + room : 0;
  if (sums) new Float64Array(kernels.buffer, known, 2 * channels).set(sums);
  const places = [x, scale, shift, y, mean, variance, inverse].map((tensor) => kernels.at(tensor));
  kernels.runOver(x.size, 'batchNormForward', ...places, known, scratch, rows, channels, correction, eps);
  return { y, mean, variance, inverse };
}

/** The same with statistics that are given. */
export function normalizeWithKernel(
  kernels: Simd,
  [x, mean, variance, scale, shift]: [Tensor, Tensor, Tensor, Tensor, Tensor],
  eps: number,
): { y: Tensor; inverse: Tensor } {
  const { channels, rows, room } = layoutOf(kernels, x, mean, variance, scale, shift);
  const [y, inverse] = [kernels.output(x.shape), kernels.output([channels])];
  const places = [x, mean, variance, scale, shift, y, inverse].map((tensor) => kernels.at(tensor));
  kernels.runOver(x.size, 'normalize', ...places, kernels.scratch(room), rows, channels, eps);
  return { y, inverse };
}

/** Gradients of x, scale and shift. `through`: whether mean and variance came from x, and the gradient flows there too. */
export function batchNormGradients(
  kernels: Simd,
  dy: Tensor,
  [x, mean, inverse, scale]: [Tensor, Tensor, Tensor, Tensor],
  through: boolean,
): [Tensor, Tensor, Tensor] {
  const { channels, rows, room } = layoutOf(kernels, x, mean, inverse, scale);
  expectFloats('a batch norm', x.size, dy);
  const [dx, dScale, dShift] = [x.shape, [channels], [channels]].map((shape) => kernels.output(shape));
  const places = [x, dy, mean, inverse, scale, dx!, dScale!, dShift!].map((tensor) => kernels.at(tensor));
  kernels.runOver(
    x.size,
    'batchNormBackward',
    ...places,
    kernels.scratch(room),
    rows,
    channels,
    through ? 1 : 0,
  );
  return [dx!, dScale!, dShift!];
}
