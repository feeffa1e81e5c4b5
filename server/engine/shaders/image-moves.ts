import { type Tensor, tf } from '../tf.ts';
import { type Gpu, gpu } from './gpu.ts';
import { forEach, type Shader } from './shader.ts';

// Augmentation of images x [n, height, width, channels] where they are: what chance decided comes as a few numbers an image.

const SIDES = { height: 'i32', width: 'i32', channels: 'i32' } as const;

/** Where a thread's value is. */
const PLACE = `
  let channel = i % numbers.channels;
  let column = (i / numbers.channels) % numbers.width;
  let row = (i / (numbers.channels * numbers.width)) % numbers.height;
  let image = i / (numbers.channels * numbers.width * numbers.height);
`;

const SHIFT = forEach({
  name: 'shift-images',
  reads: ['x', 'downs', 'rights'],
  writes: ['y'],
  whole: ['downs', 'rights'],
  numbers: { ...SIDES, fill: 'f32' },
  code: `
    ${PLACE}
    let fromRow = row + downs[image];
    let fromColumn = column + rights[image];
    var value = numbers.fill;
    if (fromRow >= 0 && fromRow < numbers.height && fromColumn >= 0 && fromColumn < numbers.width) {
      value = x[((image * numbers.height + fromRow) * numbers.width + fromColumn) * numbers.channels + channel];
    }
    y[i] = value;
  `,
});

const MIRROR = forEach({
  name: 'mirror-images',
  reads: ['x', 'chosen'],
  writes: ['y'],
  whole: ['chosen'],
  numbers: SIDES,
  code: `
    ${PLACE}
    var fromColumn = column;
    if (chosen[image] != 0) { fromColumn = numbers.width - 1 - column; }
    y[i] = x[((image * numbers.height + row) * numbers.width + fromColumn) * numbers.channels + channel];
  `,
});

/** Places are those of a patch's first value in x, -1 where an image has no patch; tall and line are a patch's sides. */
const COPY = forEach({
  name: 'copy-patches',
  reads: ['x', 'targets', 'sources'],
  writes: ['y'],
  whole: ['targets', 'sources'],
  numbers: { ...SIDES, tall: 'i32', line: 'i32' },
  code: `
    ${PLACE}
    let step = numbers.width * numbers.channels;
    let target_ = targets[image];
    let off = i - target_;
    var place = i;
    if (target_ >= 0 && off >= 0 && off / step < numbers.tall && off % step < numbers.line) {
      place = sources[image] + off;
    }
    y[i] = x[place];
  `,
});

/** bounds: the mean, deviation, least and largest value of the batch; noise: a standard normal for each value of a patch. */
const ERASE = forEach({
  name: 'erase-patches',
  reads: ['x', 'targets', 'starts', 'noise', 'bounds'],
  writes: ['y'],
  whole: ['targets', 'starts'],
  numbers: { ...SIDES, tall: 'i32', line: 'i32' },
  code: `
    ${PLACE}
    let step = numbers.width * numbers.channels;
    let target_ = targets[image];
    let off = i - target_;
    var value = x[i];
    if (target_ >= 0 && off >= 0 && off / step < numbers.tall && off % step < numbers.line) {
      let drawn = noise[starts[image] + (off / step) * numbers.line + off % step];
      value = clamp(bounds[0] + bounds[1] * drawn, bounds[2], bounds[3]);
    }
    y[i] = value;
  `,
});

/** Each pixel becomes the one `downs[i]` below and `rights[i]` to the right of it, or `fill` where there is none. */
export const shiftOnGpu = (x: Tensor, downs: Int32Array, rights: Int32Array, fill: number): Tensor =>
  moved(SHIFT, x, { downs, rights }, { fill });

/** The images that are `chosen` (1, not 0) become their mirror images. */
export const mirrorOnGpu = (x: Tensor, chosen: Int32Array): Tensor => moved(MIRROR, x, { chosen }, {});

export type PatchSides = { tall: number; line: number };

export const copyPatchesOnGpu = (
  x: Tensor,
  targets: Int32Array,
  sources: Int32Array,
  sides: PatchSides,
): Tensor => moved(COPY, x, { targets, sources }, sides);

/** Mean, unbiased deviation, least and largest value of all images together: [4]. */
export function boundsOnGpu(x: Tensor): Tensor {
  return tf.tidy(() => {
    const mean = tf.mean(x);
    const correction = x.size / Math.max(1, x.size - 1);
    const deviation = tf.sqrt(tf.mul(tf.mean(tf.squaredDifference(x, mean)), correction));
    return tf.stack([mean, deviation, tf.min(x), tf.max(x)] as tf.Scalar[]);
  });
}

/** `starts`: where each image's noise begins, which gets the mean and deviation of `bounds` and stays within them. */
export const erasePatchesOnGpu = (
  x: Tensor,
  bounds: Tensor,
  { targets, starts, noise }: { targets: Int32Array; starts: Int32Array; noise: Float32Array },
  sides: PatchSides,
): Tensor => moved(ERASE, x, { targets, starts, noise }, sides, { bounds });

function moved(
  shader: Shader,
  x: Tensor,
  given: Record<string, Int32Array | Float32Array>,
  numbers: Record<string, number>,
  more: Record<string, Tensor> = {},
): Tensor {
  const device = gpu() as Gpu;
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const tensors = Object.fromEntries(
    Object.entries(given).map(([name, values]) => [
      name,
      tf.tensor1d(values, values instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
  const y = device.output(x.shape);
  device.each(shader, { x, y, ...tensors, ...more }, { height, width, channels, ...numbers }, x.size);
  tf.dispose(tensors);
  return y;
}
