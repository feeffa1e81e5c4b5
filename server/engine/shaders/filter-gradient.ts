import type { ConvOptions } from '../ops/conv2d.ts';
import type { Shape, Tensor } from '../tf.ts';
import { columnTotalsOn } from './column-totals.ts';
import { CONV_SIDES, convSidesOf } from './conv-sides.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** Threads that keep a large GPU busy. */
const THREADS = 2 ** 17;

/**
 * Each weight gets its gradient from a part of the images at a time: one thread for each weight alone, as tfjs has it,
 * leaves a GPU idle. Neighbouring threads have neighbouring output channels.
 */
const PARTS = forEach({
  name: 'filter-gradient-parts',
  reads: ['x', 'dy'],
  writes: ['partial'],
  numbers: {
    images: 'i32',
    share: 'i32',
    ...CONV_SIDES,
  },
  code: `
    let output = i % numbers.outputs;
    var rest = i / numbers.outputs;
    let input = rest % numbers.inputs;
    rest /= numbers.inputs;
    let column = rest % numbers.columns;
    rest /= numbers.columns;
    let row = rest % numbers.rows;
    let part = rest / numbers.rows;
    var sum = 0.0;
    let end = min(numbers.images, (part + 1) * numbers.share);
    for (var image = part * numbers.share; image < end; image++) {
      var ofImage = 0.0;
      for (var r = 0; r < numbers.outHeight; r++) {
        let y = r * numbers.stride + row - numbers.padding;
        if (y < 0 || y >= numbers.height) { continue; }
        for (var c = 0; c < numbers.outWidth; c++) {
          let z = c * numbers.stride + column - numbers.padding;
          if (z < 0 || z >= numbers.width) { continue; }
          ofImage += x[((image * numbers.height + y) * numbers.width + z) * numbers.inputs + input] *
            dy[((image * numbers.outHeight + r) * numbers.outWidth + c) * numbers.outputs + output];
        }
      }
      sum += ofImage;
    }
    partial[i] = sum;
  `,
});

/** x [n, h, w, in], dy [n, h', w', out] -> the filter's shape [k, l, in, out]. */
export function filterGradientOn(
  gpu: Gpu,
  x: Tensor,
  dy: Tensor,
  filter: Shape,
  options: ConvOptions,
): Tensor {
  const images = x.shape[0]!;
  const sides = convSidesOf(x.shape, filter, options);
  const size = sides.rows * sides.columns * sides.inputs * sides.outputs;
  const wanted = Math.min(images, Math.ceil(THREADS / size));
  const share = Math.ceil(images / wanted);
  const parts = Math.ceil(images / share);
  const partial = gpu.output([parts, size]);
  gpu.each(PARTS, { x, dy, partial }, { images, share, ...sides }, parts * size);
  const gradient = gpu.output(filter);
  columnTotalsOn(gpu, partial, parts, gradient);
  return gradient;
}
