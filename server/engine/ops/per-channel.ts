import { type Tensor, tf } from '../tf.ts';

/** From so many channels on a plain broadcast is as fast. */
const MANY = 32;

/**
 * `op` of each value of x [n, h, w, c] or [n, c] with the value that its channel has in `v`: one for all images [c], or
 * one an image [n, 1, 1, c]; also [n, 1, 1, 1] and a scalar. Gives x's shape.
 *
 * On wasm a broadcast costs a call for each run of equal places: with 8 channels that is four times the arithmetic. So
 * `v` is laid out over a row first, and the runs are as long as a row.
 */
export function perChannel(op: (x: Tensor, v: Tensor) => Tensor, x: Tensor, v: Tensor): Tensor {
  if (x.rank === 2 || v.rank === 0 || v.shape.at(-1) === 1 || v.shape.at(-1)! >= MANY) return op(x, v);
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const row =
    v.rank === 1
      ? tf.tile(v, [width])
      : tf.reshape(tf.mul(tf.reshape(v, [n, 1, channels]), tf.ones([1, width, 1])), [n, 1, width * channels]);
  return tf.reshape(op(tf.reshape(x, [n, height, width * channels]), row), x.shape);
}
