import type { ConvOptions } from '../ops/conv2d.ts';
import type { Tensor } from '../tf.ts';
import { CONV_SIDES, convSidesOf } from './conv-sides.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** Output channels of a thread: each input that it reads serves them all. */
const CHANNELS = 4;

/** Above so many products for an output value, tfjs's own convolution, by tiles in shared memory, is the better one. */
const MOST_PRODUCTS = 64 * 9;

/** A thread for four channels of each output position; padding is passed over, not multiplied. */
const DIRECT = forEach({
  name: 'convolution',
  reads: ['x', 'weights', 'bias'],
  writes: ['y'],
  numbers: {
    ...CONV_SIDES,
    biased: 'i32',
  },
  code: `
    let outputs = numbers.outputs;
    let blocks = (outputs + ${CHANNELS - 1}) / ${CHANNELS};
    let output = (i % blocks) * ${CHANNELS};
    let position = i / blocks;
    let outColumn = position % numbers.outWidth;
    let outRow = (position / numbers.outWidth) % numbers.outHeight;
    let image = position / (numbers.outWidth * numbers.outHeight);
    // Of a block that is not full, the last channel stands for those that are missing.
    let o = vec4<i32>(output, min(output + 1, outputs - 1), min(output + 2, outputs - 1), min(output + 3, outputs - 1));
    var sum = vec4<f32>(0.0);
    for (var row = 0; row < numbers.rows; row++) {
      let y0 = outRow * numbers.stride + row - numbers.padding;
      if (y0 < 0 || y0 >= numbers.height) { continue; }
      for (var column = 0; column < numbers.columns; column++) {
        let x0 = outColumn * numbers.stride + column - numbers.padding;
        if (x0 < 0 || x0 >= numbers.width) { continue; }
        let origin = ((image * numbers.height + y0) * numbers.width + x0) * numbers.inputs;
        var at = (row * numbers.columns + column) * numbers.inputs * outputs;
        for (var input = 0; input < numbers.inputs; input++) {
          sum += x[origin + input] *
            vec4<f32>(weights[at + o.x], weights[at + o.y], weights[at + o.z], weights[at + o.w]);
          at += outputs;
        }
      }
    }
    let base = position * outputs;
    for (var k = 0; k < ${CHANNELS} && output + k < outputs; k++) {
      y[base + output + k] = sum[k];
      if (numbers.biased == 1) { y[base + output + k] += bias[output + k]; }
    }
  `,
});

/** Whether the direct way is the better one for this filter [k, l, in, out]. */
export const isDirect = (filter: Tensor): boolean =>
  filter.shape.slice(0, 3).reduce((product, side) => product * side, 1) <= MOST_PRODUCTS;

/** x [n, h, w, in], filter [k, l, in, out], bias [out] or none -> [n, h', w', out]. */
export function convolutionOn(
  gpu: Gpu,
  x: Tensor,
  filter: Tensor,
  bias: Tensor | null,
  options: ConvOptions,
): Tensor {
  const images = x.shape[0]!;
  const sides = convSidesOf(x.shape, filter.shape, options);
  const { outHeight, outWidth, outputs } = sides;
  const y = gpu.output([images, outHeight, outWidth, outputs]);
  const threads = images * outHeight * outWidth * Math.ceil(outputs / CHANNELS);
  // Every binding wants a tensor.
  gpu.each(
    DIRECT,
    { x, weights: filter, bias: bias ?? filter, y },
    { ...sides, biased: bias ? 1 : 0 },
    threads,
  );
  return y;
}
