import { expectFloats } from '../operands.ts';
import type { GroupNormLayout } from '../ops/group-norm.ts';
import type { Tensor } from '../tf.ts';
import { normScratch } from './norm-scratch.ts';
import type { Simd } from './simd.ts';

/** Scale and shift have one value for all (a scalar), one a channel, or are not there. */
function layoutOf(kernels: Simd, x: Tensor, scale: Tensor | null, { groups, correction }: GroupNormLayout) {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const scratch = kernels.scratch(normScratch(channels, kernels.threads));
  return [scratch, n, height * width, channels, groups, scale?.rank ?? 0, correction];
}

/** Each image over its positions and a group's channels; mean and inverse deviation are [n, groups]. */
export function groupNormWith(
  kernels: Simd,
  x: Tensor,
  scale: Tensor | null,
  shift: Tensor | null,
  eps: number,
  layout: GroupNormLayout,
): { y: Tensor; mean: Tensor; inverse: Tensor } {
  const { groups } = layout;
  const channels = x.shape[3]!;
  if (channels % groups !== 0)
    throw new RangeError(`${channels} channels cannot be parted into ${groups} groups`);
  expectFloats('a group norm', x.size, x);
  expectFloats('a group norm', scale?.rank === 0 ? 1 : channels, scale, shift);
  const y = kernels.output(x.shape);
  const statistics = [x.shape[0]!, groups];
  const [mean, inverse] = [kernels.output(statistics), kernels.output(statistics)];
  const places = [x, scale, shift, y, mean, inverse].map((tensor) => (tensor ? kernels.at(tensor) : 0));
  kernels.runOver(x.size, 'groupNormForward', ...places, ...layoutOf(kernels, x, scale, layout), eps);
  return { y, mean, inverse };
}

/** Gradients of x, scale and shift; of x alone where there is no scale. */
export function groupNormGradients(
  kernels: Simd,
  dy: Tensor,
  [x, mean, inverse, given]: [Tensor, Tensor, Tensor, Tensor?],
  layout: GroupNormLayout,
): Tensor[] {
  const scale = given ?? null;
  expectFloats('a group norm', x.size, dy);
  const dx = kernels.output(x.shape);
  const affine = scale ? [kernels.output(scale.shape), kernels.output(scale.shape)] : [];
  const [dScale = null, dShift = null] = affine;
  const places = [x, dy, mean, inverse, scale, dx, dScale, dShift];
  kernels.runOver(
    x.size,
    'groupNormBackward',
    ...places.map((tensor) => (tensor ? kernels.at(tensor) : 0)),
    ...layoutOf(kernels, x, scale, layout),
  );
  return [dx, ...affine];
}
