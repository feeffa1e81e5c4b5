import type { GroupNormLayout } from '../ops/group-norm.ts';
import type { Tensor } from '../tf.ts';
import { channelSums, PARTS, partialSums, TOTAL } from './channel-sums.ts';
import type { Gpu } from './gpu.ts';
import { forEach, GROUP, kept, type Shader } from './shader.ts';
import { ROOM, SUM_UP } from './workgroup-sums.ts';

/** Of an image's group: `per` neighbouring channels at `area` positions. `step` is 0 for one scale for all, 1 for one a channel. */
const LAYOUT = {
  all: 'i32',
  area: 'i32',
  channels: 'i32',
  per: 'i32',
  groups: 'i32',
  step: 'i32',
  divisor: 'f32',
} as const;

/** A workgroup's own group, and all its values in turn: each `at` in x, of channel `channel`. */
const BEGIN = `
  if (group >= numbers.all) { return; }
  let size = numbers.area * numbers.per;
  let first = (group % numbers.groups) * numbers.per;
  let begin = (group / numbers.groups) * numbers.area * numbers.channels;
`;
const forAll = (code: string): string => `
  for (var k = local; k < size; k += ${GROUP}) {
    let channel = first + k % numbers.per;
    let at = begin + (k / numbers.per) * numbers.channels + channel;
    ${code}
  }
`;

/** Mean first and the squares around it then: the group lies in the cache. */
const forward = kept(
  (affine: boolean): Shader => ({
    name: affine ? 'group-norm-affine' : 'group-norm',
    reads: affine ? ['x', 'scale', 'shift'] : ['x'],
    writes: ['y', 'mean', 'inverse'],
    numbers: { ...LAYOUT, eps: 'f32' },
    declarations: ROOM,
    code: `
    ${BEGIN}
    let origin = x[begin + first];
    var a = 0.0;
    var b = 0.0;
    ${forAll('a += x[at] - origin;')}
    ${SUM_UP}
    let average = origin + firsts[0] / f32(size);
    a = 0.0;
    ${forAll(`
      let off = x[at] - average;
      a += off;
      b += off * off;
    `)}
    ${SUM_UP}
    let spread = max(0.0, seconds[0] - firsts[0] * firsts[0] / f32(size)) / numbers.divisor;
    let factor = 1.0 / sqrt(spread + numbers.eps);
    if (local == 0) {
      mean[group] = average;
      inverse[group] = factor;
    }
    ${forAll(
      affine
        ? 'y[at] = (x[at] - average) * (factor * scale[channel * numbers.step]) + shift[channel * numbers.step];'
        : 'y[at] = (x[at] - average) * factor;',
    )}
  `,
  }),
);

/** The gradient flows through mean and deviation too. */
const backward = kept((affine: boolean): Shader => {
  const slope = affine ? 'dy[at] * scale[channel * numbers.step]' : 'dy[at]';
  return {
    name: affine ? 'group-norm-affine-gradient' : 'group-norm-gradient',
    reads: affine ? ['x', 'dy', 'mean', 'inverse', 'scale'] : ['x', 'dy', 'mean', 'inverse'],
    writes: ['dx'],
    numbers: LAYOUT,
    declarations: ROOM,
    code: `
      ${BEGIN}
      let average = mean[group];
      let factor = inverse[group];
      var a = 0.0;
      var b = 0.0;
      ${forAll(`
        let slope = ${slope};
        a += slope;
        b += slope * (x[at] - average);
      `)}
      ${SUM_UP}
      let throughMean = firsts[0] / f32(size);
      let throughDeviation = seconds[0] * factor * factor / numbers.divisor;
      ${forAll(`dx[at] = factor * (${slope} - throughMean - (x[at] - average) * throughDeviation);`)}
    `,
  };
});

/** Of dy times the normalized x, and of dy, by channel. */
const AFFINE = channelSums(
  'group-norm-affine-sums',
  ['x', 'dy', 'mean', 'inverse'],
  `
    let own = (row / numbers.area) * numbers.groups + channel / numbers.per;
    a += dy[at] * (x[at] - mean[own]) * inverse[own];
    b += dy[at];
  `,
  { area: 'i32', groups: 'i32', per: 'i32' },
);

const BY_CHANNEL = forEach({
  name: 'group-norm-affine-totals',
  reads: ['partial'],
  writes: ['dScale', 'dShift'],
  numbers: {},
  code: `
    ${TOTAL}
    dScale[i] = a;
    dShift[i] = b;
  `,
});

/** By one workgroup. */
const OF_ALL: Shader = {
  name: 'group-norm-affine-total',
  reads: ['partial'],
  writes: ['dScale', 'dShift'],
  numbers: { channels: 'i32' },
  declarations: ROOM,
  code: `
    var a = 0.0;
    var b = 0.0;
    for (var k = local; k < ${PARTS} * numbers.channels; k += ${GROUP}) {
      let at = 2 * (k / numbers.channels) * numbers.channels + k % numbers.channels;
      a += partial[at];
      b += partial[at + numbers.channels];
    }
    ${SUM_UP}
    if (local == 0) {
      dScale[0] = firsts[0];
      dShift[0] = seconds[0];
    }
  `,
};

function layoutOf(x: Tensor, scale: Tensor | null, { groups, correction }: GroupNormLayout) {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [area, per] = [height * width, channels / groups];
  const divisor = Math.max(1, area * per - correction);
  return { all: n * groups, area, channels, per, groups, step: scale?.rank ?? 0, divisor };
}

/** Each image over its positions and a group's channels; mean and inverse deviation are [n, groups]. */
export function groupNormOn(
  gpu: Gpu,
  x: Tensor,
  scale: Tensor | null,
  shift: Tensor | null,
  eps: number,
  layout: GroupNormLayout,
): { y: Tensor; mean: Tensor; inverse: Tensor } {
  const numbers = layoutOf(x, scale, layout);
  const statistics = [x.shape[0]!, layout.groups];
  const [y, mean, inverse] = [gpu.output(x.shape), gpu.output(statistics), gpu.output(statistics)];
  const affine = scale && shift ? { scale, shift } : null;
  gpu.run(forward(affine !== null), { x, ...affine, y, mean, inverse }, { ...numbers, eps }, numbers.all);
  return { y, mean, inverse };
}

/** Gradients of x, scale and shift; of x alone where there is no scale. */
export function groupNormGradientsOn(
  gpu: Gpu,
  dy: Tensor,
  [x, mean, inverse, scale]: readonly [Tensor, Tensor, Tensor, Tensor?],
  layout: GroupNormLayout,
): Tensor[] {
  const { all, ...numbers } = layoutOf(x, scale ?? null, layout);
  const given = { x, dy, mean, inverse };
  const dx = gpu.output(x.shape);
  gpu.run(backward(scale !== undefined), { ...given, ...(scale && { scale }), dx }, { all, ...numbers }, all);
  if (!scale) return [dx];
  const [dScale, dShift] = [gpu.output(scale.shape), gpu.output(scale.shape)];
  const { area, groups, per, channels } = numbers;
  const partial = partialSums(gpu, AFFINE, x, given, { area, groups, per });
  if (scale.rank === 0) gpu.run(OF_ALL, { partial, dScale, dShift }, { channels }, 1);
  else gpu.each(BY_CHANNEL, { partial, dScale, dShift }, {}, channels);
  return [dx, dScale, dShift];
}
