import type { Windows } from '../ops/avg-pool.ts';
import type { Shape, Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

const SIDES = {
  height: 'i32',
  width: 'i32',
  channels: 'i32',
  outHeight: 'i32',
  outWidth: 'i32',
  rows: 'i32',
  columns: 'i32',
} as const;

/** One that reaches beyond x is the mean of what is there. */
const FORWARD = forEach({
  name: 'avg-pool',
  reads: ['x'],
  writes: ['y'],
  numbers: SIDES,
  code: `
    let channel = i % numbers.channels;
    var rest = i / numbers.channels;
    let column = (rest % numbers.outWidth) * numbers.columns;
    rest /= numbers.outWidth;
    let row = (rest % numbers.outHeight) * numbers.rows;
    let image = rest / numbers.outHeight;
    let down = min(numbers.height, row + numbers.rows);
    let right = min(numbers.width, column + numbers.columns);
    var sum = 0.0;
    for (var r = row; r < down; r++) {
      var ofRow = 0.0;
      for (var c = column; c < right; c++) {
        ofRow += x[((image * numbers.height + r) * numbers.width + c) * numbers.channels + channel];
      }
      sum += ofRow;
    }
    y[i] = sum / f32((down - row) * (right - column));
  `,
});

const BACKWARD = forEach({
  name: 'avg-pool-gradient',
  reads: ['dy'],
  writes: ['dx'],
  numbers: SIDES,
  code: `
    let channel = i % numbers.channels;
    var rest = i / numbers.channels;
    let column = (rest % numbers.width) / numbers.columns;
    rest /= numbers.width;
    let row = (rest % numbers.height) / numbers.rows;
    let image = rest / numbers.height;
    var share = 0.0;
    if (row < numbers.outHeight && column < numbers.outWidth) {
      let tall = min(numbers.rows, numbers.height - row * numbers.rows);
      let wide = min(numbers.columns, numbers.width - column * numbers.columns);
      let at = ((image * numbers.outHeight + row) * numbers.outWidth + column) * numbers.channels + channel;
      share = dy[at] / f32(tall * wide);
    }
    dx[i] = share;
  `,
});

function sidesOf(x: Shape, { size: [rows, columns], out: [outHeight, outWidth] }: Windows) {
  const [, height, width, channels] = x as [number, number, number, number];
  return { height, width, channels, outHeight, outWidth, rows, columns };
}

/** Means over the windows of x [n, h, w, c]. */
export function avgPoolOn(gpu: Gpu, x: Tensor, windows: Windows): Tensor {
  const y = gpu.output(windows.shape);
  gpu.each(FORWARD, { x, y }, sidesOf(x.shape, windows), y.size);
  return y;
}

/** Each gradient in equal shares over its window; 0 where there is none. `shape` is x's. */
export function avgPoolGradientOn(gpu: Gpu, dy: Tensor, shape: Shape, windows: Windows): Tensor {
  const dx = gpu.output(shape);
  gpu.each(BACKWARD, { dy, dx }, sidesOf(shape, windows), dx.size);
  return dx;
}
