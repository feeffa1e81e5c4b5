import type { Tensor } from '../tf.ts';
import { channelSums, partialSums, TOTAL } from './channel-sums.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** Of x less the channel's first value: where the mean is far from 0, the squares would hide the variance. */
const MOMENTS = channelSums(
  'batch-norm-moments',
  ['x'],
  `
    let value = x[at] - x[channel];
    a += value;
    b += value * value;
  `,
);

const STATISTICS = forEach({
  name: 'batch-norm-statistics',
  reads: ['partial', 'x'],
  writes: ['mean', 'variance', 'inverse'],
  numbers: { count: 'f32', divisor: 'f32', eps: 'f32' },
  code: `
    ${TOTAL}
    let off = a / numbers.count;
    let spread = max(0.0, b - a * off) / numbers.divisor;
    mean[i] = x[i] + off;
    variance[i] = spread;
    inverse[i] = 1.0 / sqrt(spread + numbers.eps);
  `,
});

const INVERSE = forEach({
  name: 'inverse-deviation',
  reads: ['variance'],
  writes: ['inverse'],
  numbers: { eps: 'f32' },
  code: 'inverse[i] = 1.0 / sqrt(variance[i] + numbers.eps);',
});

const APPLY = forEach({
  name: 'batch-norm-apply',
  reads: ['x', 'mean', 'inverse', 'scale', 'shift'],
  writes: ['y'],
  numbers: { channels: 'i32' },
  code: `
    let channel = i % numbers.channels;
    y[i] = (x[i] - mean[channel]) * (inverse[channel] * scale[channel]) + shift[channel];
  `,
});

const SUMS = channelSums(
  'batch-norm-gradient-sums',
  ['x', 'dy', 'mean', 'inverse'],
  `
    a += dy[at];
    b += dy[at] * (x[at] - mean[channel]) * inverse[channel];
  `,
);

const TOTALS = forEach({
  name: 'batch-norm-gradient-totals',
  reads: ['partial'],
  writes: ['dShift', 'dScale'],
  numbers: {},
  code: `
    ${TOTAL}
    dShift[i] = a;
    dScale[i] = b;
  `,
});

/** `through` is 1 over the count where a gradient flows through the batch's statistics, else 0. */
const GRADIENT = forEach({
  name: 'batch-norm-gradient',
  reads: ['x', 'dy', 'mean', 'inverse', 'scale', 'dShift', 'dScale'],
  writes: ['dx'],
  numbers: { channels: 'i32', through: 'f32' },
  code: `
    let channel = i % numbers.channels;
    let normalized = (x[i] - mean[channel]) * inverse[channel];
    let statistics = (dShift[channel] + normalized * dScale[channel]) * numbers.through;
    dx[i] = (dy[i] - statistics) * (scale[channel] * inverse[channel]);
  `,
});

/**
 * x [..., c] normalized over all but the channels. `correction`: what is taken off the count in the variance, 0 or 1.
 * mean, variance, inverse deviation [c].
 */
export function batchNormOn(
  gpu: Gpu,
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  eps: number,
  correction: 0 | 1,
) {
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  const partial = partialSums(gpu, MOMENTS, x, { x });
  const [mean, variance, inverse] = [gpu.output([channels]), gpu.output([channels]), gpu.output([channels])];
  const divisor = Math.max(1, count - correction);
  gpu.each(STATISTICS, { partial, x, mean, variance, inverse }, { count, divisor, eps }, channels);
  const y = gpu.output(x.shape);
  gpu.each(APPLY, { x, mean, inverse, scale, shift, y }, { channels }, x.size);
  return { y, mean, variance, inverse };
}

/** By statistics that are given, all [c]. */
export function normalizeOn(
  gpu: Gpu,
  [x, mean, variance, scale, shift]: readonly [Tensor, Tensor, Tensor, Tensor, Tensor],
  eps: number,
): { y: Tensor; inverse: Tensor } {
  const channels = x.shape.at(-1)!;
  const [y, inverse] = [gpu.output(x.shape), gpu.output([channels])];
  gpu.each(INVERSE, { variance, inverse }, { eps }, channels);
  gpu.each(APPLY, { x, mean, inverse, scale, shift, y }, { channels }, x.size);
  return { y, inverse };
}

/** @param through whether a gradient flows through the batch's statistics. @returns dx, dScale, dShift */
export function batchNormGradientsOn(
  gpu: Gpu,
  dy: Tensor,
  [x, mean, inverse, scale]: readonly [Tensor, Tensor, Tensor, Tensor],
  through: boolean,
): Tensor[] {
  const channels = x.shape.at(-1)!;
  const partial = partialSums(gpu, SUMS, x, { x, dy, mean, inverse });
  const [dScale, dShift, dx] = [gpu.output([channels]), gpu.output([channels]), gpu.output(x.shape)];
  gpu.each(TOTALS, { partial, dShift, dScale }, {}, channels);
  const numbers = { channels, through: through ? channels / x.size : 0 };
  gpu.each(GRADIENT, { x, dy, mean, inverse, scale, dShift, dScale, dx }, numbers, x.size);
  return [dx, dScale, dShift];
}
