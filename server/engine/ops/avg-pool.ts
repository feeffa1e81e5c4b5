import { avgPoolGradient, avgPoolWith } from '../kernels/avg-pool.ts';
import { simd } from '../kernels/simd.ts';
import { avgPoolGradientOn, avgPoolOn } from '../shaders/avg-pool.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Shape, type Tensor, tf } from '../tf.ts';

/** Windows of [rows, columns] that touch each other, [outHeight, outWidth] of them an image; the shape of their means. */
export type Windows = { size: readonly [number, number]; out: readonly [number, number]; shape: Shape };

/**
 * Mean over windows of size x size that touch each other, as torch's avg_pool2d without padding. What does not fill a
 * window at the end is left out, or with `ceil` is a window of its own whose mean is that of its real values.
 * x [n, h, w, c] -> [n, h', w', c]. The gradient of stock tfjs-wasm is 12 times as slow as this.
 */
export function avgPool(x: Tensor, size: number, ceil = false): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const windows = (length: number): number => (ceil ? Math.ceil(length / size) : Math.floor(length / size));
  const [rows, columns] = [windows(height), windows(width)];
  if (rows === 0 || columns === 0) {
    throw new RangeError(`no window of ${size} x ${size} fits into ${height} x ${width}`);
  }
  if (simd() || gpu()) return pooled(x, [size, size], [rows, columns], [n, rows, columns, channels]);
  const partial = rows * size > height || columns * size > width;
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    const full = partial ? sized(x, rows * size, columns * size) : x;
    const means = tf.avgPool(full as tf.Tensor4D, size, size, 'valid');
    const real = partial ? realShares(height, width, rows, columns, size) : null;
    save(real ? [real] : []);
    return {
      value: real ? tf.div(means, real) : means,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [real] = saved as [Tensor?];
        const shares = tf.div(real ? tf.div(dy, real) : dy, size * size);
        return sized(repeat(shares, size), height, width);
      },
    };
  })(x) as Tensor;

  /** Each value of [n, h', w', c] for its whole window; along the row first, then row by row. */
  function repeat(values: Tensor, times: number): Tensor {
    const across = tf.mul(tf.reshape(values, [n * rows * columns, 1, channels]), tf.ones([1, times, 1]));
    const run = columns * times * channels;
    const down = tf.mul(tf.reshape(across, [n * rows, 1, run]), tf.ones([1, times, 1]));
    return tf.reshape(down, [n, rows * times, columns * times, channels]);
  }
}

/** With our kernels or shaders. */
function pooled(x: Tensor, size: Windows['size'], out: Windows['out'], shape: Shape): Tensor {
  const windows = { size, out, shape };
  const given = x.shape;
  return tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor];
    const device = gpu();
    if (device) {
      return {
        value: avgPoolOn(device, x, windows),
        gradFunc: (dy: Tensor) => avgPoolGradientOn(device, dy, given, windows),
      };
    }
    return {
      value: avgPoolWith(simd()!, x, windows),
      gradFunc: (dy: Tensor) => avgPoolGradient(simd()!, dy, given, windows),
    };
  })(x) as Tensor;
}

/** Zeros at the end of an axis that is too short, and off with what is too long. */
function sized(x: Tensor, height: number, width: number): Tensor {
  const [n, rows, columns, channels] = x.shape as [number, number, number, number];
  if (rows === height && columns === width) return x;
  const kept = tf.slice(x, [0, 0, 0, 0], [n, Math.min(rows, height), Math.min(columns, width), channels]);
  return tf.pad(kept, [
    [0, 0],
    [0, Math.max(0, height - rows)],
    [0, Math.max(0, width - columns)],
    [0, 0],
  ]);
}

/** Which share of each window lies inside the image: [1, h', w', 1]. */
function realShares(height: number, width: number, rows: number, columns: number, size: number): Tensor {
  const along = (length: number, windows: number): number[] =>
    Array.from({ length: windows }, (_, i) => Math.min(size, length - i * size) / size);
  return tf.mul(
    tf.tensor(along(height, rows), [1, rows, 1, 1]),
    tf.tensor(along(width, columns), [1, 1, columns, 1]),
  );
}

/** Mean over all positions: x [n, h, w, c] -> [n, c]. */
export function globalAvgPool(x: Tensor): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  if (simd() || gpu()) return pooled(x, [height, width], [1, 1], [n, channels]);
  return tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor];
    return {
      value: tf.reshape(tf.avgPool(x as tf.Tensor4D, [height, width], 1, 'valid'), [n, channels]),
      gradFunc: (dy: Tensor) => {
        const share = tf.div(dy, height * width);
        const row = tf.mul(tf.reshape(share, [n, 1, channels]), tf.ones([1, width, 1]));
        const image = tf.mul(tf.reshape(row, [n, 1, width * channels]), tf.ones([1, height, 1]));
        return tf.reshape(image, [n, height, width, channels]);
      },
    };
  })(x) as Tensor;
}
