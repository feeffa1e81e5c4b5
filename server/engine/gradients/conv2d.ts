import type { ConvOptions } from '../ops/conv2d.ts';
import { type Shape, type Tensor, tf } from '../tf.ts';

/**
 * Gradient of a convolution for its filter, as a convolution itself: images become channels, and the gradient becomes
 * a filter spread by the stride. tfjs-wasm has no Conv2DBackpropFilter; this form runs on its fastest kernel.
 * x [n, h, w, in], dy [n, h', w', out] -> [k, k, in, out].
 */
export function filterGradient(
  x: Tensor,
  dy: Tensor,
  filter: Shape,
  { stride, padding }: ConvOptions,
): Tensor {
  const [, height, width, inputs] = x.shape as [number, number, number, number];
  const [, outHeight, outWidth, outputs] = dy.shape as [number, number, number, number];
  const [rows, columns] = filter as [number, number];
  const after = (size: number, out: number, k: number): number =>
    Math.max(0, k + stride * (out - 1) - size - padding);
  const images = tf.pad(tf.transpose(x, [3, 1, 2, 0]), [
    [0, 0],
    [padding, after(height, outHeight, rows)],
    [padding, after(width, outWidth, columns)],
    [0, 0],
  ]) as tf.Tensor4D;
  const spread = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const products = tf.conv2d(images, spread, 1, 'valid', 'NHWC', stride);
  return tf.transpose(tf.slice(products, [0, 0, 0, 0], [inputs, rows, columns, outputs]), [1, 2, 0, 3]);
}

/**
 * Gradient of a convolution for its input, as a convolution without gaps: input positions that share a phase (their
 * place modulo the stride) see the same few taps of the filter, so one dense convolution gives all phases as channels,
 * and a transpose deals them out. dy [n, h', w', out], filter [k, k, in, out] -> x's shape.
 */
export function inputGradient(
  dy: Tensor,
  filter: Tensor,
  x: Shape,
  { stride, padding }: ConvOptions,
): Tensor {
  const [n, height, width, inputs] = x as [number, number, number, number];
  const [, outHeight, outWidth, outputs] = dy.shape as [number, number, number, number];
  const [rows, columns] = filter.shape as [number, number];
  const down = phases(height, outHeight, rows, stride, padding);
  const across = phases(width, outWidth, columns, stride, padding);

  // One zero tap more, at the end, stands for "this phase does not see the filter here".
  const none = rows * columns;
  const taps = tf.pad(tf.reshape(filter, [none, inputs * outputs]), [
    [0, 1],
    [0, 0],
  ]);
  const order: number[] = [];
  for (const row of down.taps) {
    for (const column of across.taps) {
      for (const k of row) for (const l of column) order.push(k < 0 || l < 0 ? none : k * columns + l);
    }
  }
  const [height2, width2] = [down.taps.length, across.taps.length];
  const dealt = tf.reshape(tf.gather(taps, tf.tensor1d(order, 'int32')), [
    height2,
    width2,
    stride,
    stride,
    inputs,
    outputs,
  ]);
  const dense = tf.reshape(tf.transpose(dealt, [0, 1, 5, 2, 3, 4]), [
    height2,
    width2,
    outputs,
    stride * stride * inputs,
  ]) as tf.Tensor4D;

  const padded = tf.pad(dy, [[0, 0], down.pad, across.pad, [0, 0]]) as tf.Tensor4D;
  const all = tf.conv2d(padded, dense, 1, 'valid');
  const [, q, r] = all.shape;
  const shuffled = tf.transpose(tf.reshape(all, [n, q, r, stride, stride, inputs]), [0, 1, 3, 2, 4, 5]);
  const full = tf.reshape(shuffled, [n, q * stride, r * stride, inputs]);
  return q * stride === height && r * stride === width
    ? full
    : tf.slice(full, [0, 0, 0, 0], [n, height, width, inputs]);
}

/**
 * Along one axis: for each offset t and phase a, the tap k with which output position q + t reaches input position
 * stride * q + a (k = a + padding - stride * t), or -1; and how far dy must be padded so that all offsets exist.
 */
function phases(size: number, out: number, kernel: number, stride: number, padding: number) {
  const first = Math.ceil((padding - (kernel - 1)) / stride);
  const last = Math.floor((stride - 1 + padding) / stride);
  const taps: number[][] = [];
  for (let t = first; t <= last; t++) {
    taps.push(
      Array.from({ length: stride }, (_, phase) => {
        const k = phase + padding - stride * t;
        return k >= 0 && k < kernel ? k : -1;
      }),
    );
  }
  const positions = Math.ceil(size / stride);
  const before = Math.max(0, -first);
  const after = Math.max(0, positions - 1 + last - (out - 1));
  return { taps, pad: [before, after] as [number, number] };
}
