import type { ConvShape } from '../../../server/engine/kernels/conv2d-scratch.ts';

/** The shape of a convolution, its output size computed. */
export function convShape(
  n: number,
  [height, width]: [number, number],
  [inputs, outputs]: [number, number],
  kernel: number | [number, number],
  stride = 1,
  padding = 0,
): ConvShape {
  const [rows, columns] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const out = (size: number, k: number): number => Math.floor((size + 2 * padding - k) / stride) + 1;
  return {
    n,
    height,
    width,
    inputs,
    rows,
    columns,
    stride,
    padding,
    outHeight: out(height, rows),
    outWidth: out(width, columns),
    outputs,
  };
}

/** Calls `visit` with the places in x, filter and y of each product of a convolution. */
function eachProduct(s: ConvShape, visit: (x: number, filter: number, y: number) => void): void {
  for (let image = 0; image < s.n; image++)
    for (let i = 0; i < s.outHeight; i++)
      for (let j = 0; j < s.outWidth; j++)
        for (let k = 0; k < s.rows; k++)
          for (let l = 0; l < s.columns; l++) {
            const [row, column] = [i * s.stride + k - s.padding, j * s.stride + l - s.padding];
            if (row < 0 || column < 0 || row >= s.height || column >= s.width) continue;
            for (let c = 0; c < s.inputs; c++) {
              const x = ((image * s.height + row) * s.width + column) * s.inputs + c;
              const filter = ((k * s.columns + l) * s.inputs + c) * s.outputs;
              const y = ((image * s.outHeight + i) * s.outWidth + j) * s.outputs;
              for (let o = 0; o < s.outputs; o++) visit(x, filter + o, y + o);
            }
          }
}

type Values = ArrayLike<number>;

/** Convolution and its gradients by the definition, in double precision. */
export function plainConv(s: ConvShape, x: Values, filter: Values, bias: Values, dy: Values) {
  const y = Float64Array.from(dy, (_, i) => bias[i % s.outputs]!);
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  const dBias = new Float64Array(s.outputs);
  eachProduct(s, (a, b, c) => {
    y[c]! += x[a]! * filter[b]!;
    dx[a]! += dy[c]! * filter[b]!;
    dFilter[b]! += dy[c]! * x[a]!;
  });
  for (let i = 0; i < dy.length; i++) dBias[i % s.outputs]! += dy[i]!;
  return { y, dx, dFilter, dBias };
}

/** The greatest difference, relative to the largest value wanted. */
export function worst(got: Values, want: Float64Array): number {
  let difference = 0;
  let largest = 0;
  for (const [i, value] of want.entries()) {
    const off = Math.abs(got[i]! - value);
    // Whatever is no number is as far off as can be.
    difference = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(difference, off);
    largest = Math.max(largest, Math.abs(value));
  }
  return largest === 0 ? difference : difference / largest;
}

/** Values between -1 and 1, the same for the same seed (mulberry32). */
export function randomValues(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2_147_483_648 - 1;
  });
}
