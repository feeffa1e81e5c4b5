import type { ConvOptions } from '../ops/conv2d.ts';
import type { Shape } from '../tf.ts';

/** What the shaders of a convolution know of it. */
export const CONV_SIDES = {
  height: 'i32',
  width: 'i32',
  inputs: 'i32',
  outHeight: 'i32',
  outWidth: 'i32',
  outputs: 'i32',
  rows: 'i32',
  columns: 'i32',
  stride: 'i32',
  padding: 'i32',
} as const;

/** Of x [n, h, w, in] and filter [k, l, in, out]. */
export function convSidesOf(x: Shape, filter: Shape, { stride, padding }: ConvOptions) {
  const [, height, width, inputs] = x as [number, number, number, number];
  const [rows, columns, , outputs] = filter as [number, number, number, number];
  const outHeight = Math.floor((height + 2 * padding - rows) / stride) + 1;
  const outWidth = Math.floor((width + 2 * padding - columns) / stride) + 1;
  return { height, width, inputs, outHeight, outWidth, outputs, rows, columns, stride, padding };
}
