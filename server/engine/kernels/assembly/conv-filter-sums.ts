import { filterBlock } from './conv-filter-block';
import { addDoubles } from './vector';

/**
 * What images give to the filter's gradient, from panels: g [kh, kw, ci, co] += sums of x * dy, x [ci / 4, h, w, n, 4] and
 * dy [co / 8, oh, ow, n, 8], panels `xPitch` and `dPitch` bytes apart. With `fresh`, g is written instead.
 */
export function panelSums(
  x: usize,
  xPitch: usize,
  dy: usize,
  dPitch: usize,
  g: usize,
  fresh: bool,
  n: i32,
  h: i32,
  w: i32,
  ci: i32,
  kh: i32,
  kw: i32,
  stride: i32,
  padding: i32,
  oh: i32,
  ow: i32,
  co: i32,
): void {
  const xColumn = <usize>n << 4;
  const xRow = xColumn * w;
  const dColumn = <usize>n << 5;
  const dRow = dColumn * ow;
  const gRow = <usize>co << 2;
  for (let o = 0; o < co; o += 8, dy += dPitch) {
    let panel = x;
    for (let c = 0; c < ci; c += 4, panel += xPitch) {
      let to = g + <usize>c * gRow + (<usize>o << 2);
      for (let k = 0; k < kh; k++) {
        const i0 = firstSeen(k, stride, padding);
        const rows = endSeen(k, h, oh, stride, padding) - i0;
        const xk = panel + (i0 * stride - padding + k) * xRow;
        const dk = dy + <usize>i0 * dRow;
        for (let l = 0; l < kw; l++, to += <usize>ci * gRow) {
          const j0 = firstSeen(l, stride, padding);
          const columns = endSeen(l, w, ow, stride, padding) - j0;
          if (rows <= 0 || columns <= 0) {
            if (fresh) for (let m: usize = 0; m < 4; m++) clear(to + m * gRow);
            continue;
          }
          const xl = xk + (j0 * stride - padding + l) * xColumn;
          const dl = dk + <usize>j0 * dColumn;
          // Neighbours that follow each other without a gap are one run.
          const joined = stride == 1 || columns == 1;
          filterBlock(xl, 4, 8, 12, dl, to, gRow, fresh, joined ? n * columns : n, 16, 32,
            joined ? 1 : columns, xColumn * stride, dColumn, rows, xRow * stride, dRow);
        }
      }
    }
  }
}

/**
 * The same for images of few channels, with zeros around: x [n, high, wide, ci], dy [n, oh, ow, co] with co divisible by 8.
 * Values of neighbouring taps stand for neighbouring channels; g [kh * kw * ci, and up to 3 rows more, co].
 */
export function fewChannelSums(
  x: usize,
  dy: usize,
  g: usize,
  fresh: bool,
  n: i32,
  high: i32,
  wide: i32,
  ci: i32,
  kh: i32,
  kw: i32,
  stride: i32,
  oh: i32,
  ow: i32,
  co: i32,
): void {
  const values = kh * kw * ci;
  const xRow = <usize>(wide * ci) << 2;
  const gRow = <usize>co << 2;
  const dRow = gRow * ow;
  for (let v = 0; v < values; v += 4) {
    const first = valueAt(v, values, kw * ci, xRow);
    const lane1 = valueAt(v + 1, values, kw * ci, xRow) - first;
    const lane2 = valueAt(v + 2, values, kw * ci, xRow) - first;
    const lane3 = valueAt(v + 3, values, kw * ci, xRow) - first;
    for (let o: usize = 0; o < gRow; o += 32) {
      filterBlock(x + first, lane1, lane2, lane3, dy + o, g + <usize>v * gRow + o, gRow, fresh,
        ow, <usize>(stride * ci) << 2, gRow, oh, xRow * stride, dRow, n, xRow * high, dRow * oh);
    }
  }
}

/** Bytes from the first value of a patch to its value `v`; beyond the last, to the last. */
@inline function valueAt(v: i32, values: i32, run: i32, xRow: usize): usize {
  const value = v < values ? v : values - 1;
  return <usize>(value / run) * xRow + (<usize>(value % run) << 2);
}

@inline function clear(to: usize): void {
  v128.store(to, f32x4.splat(0));
  v128.store(to, f32x4.splat(0), 16);
}

/** The first output position that sees an input through tap `k`. */
@inline function firstSeen(k: i32, stride: i32, padding: i32): i32 {
  return k < padding ? (padding - k + stride - 1) / stride : 0;
}

/** The first one after those. */
@inline function endSeen(k: i32, size: i32, out: i32, stride: i32, padding: i32): i32 {
  const room = size - 1 + padding - k;
  if (room < 0) return 0;
  const end = room / stride + 1;
  return end < out ? end : out;
}

/** sums [8] in f64 += `count` rows of 8 values, `row` bytes apart. Four at a time, so that no sum waits for the last. */
export function addRows(from: usize, count: i32, row: usize, sums: usize): void {
  const row2 = 2 * row;
  const row3 = 3 * row;
  while (count > 0) {
    let left = count < 256 ? count : 256;
    count -= left;
    let low = f32x4.splat(0);
    let high = low;
    for (; left >= 4; left -= 4, from += 4 * row) {
      const first = f32x4.add(v128.load(from), v128.load(from + row));
      const second = f32x4.add(v128.load(from + row2), v128.load(from + row3));
      low = f32x4.add(low, f32x4.add(first, second));
      const third = f32x4.add(v128.load(from, 16), v128.load(from + row, 16));
      const fourth = f32x4.add(v128.load(from + row2, 16), v128.load(from + row3, 16));
      high = f32x4.add(high, f32x4.add(third, fourth));
    }
    for (; left > 0; left--, from += row) {
      low = f32x4.add(low, v128.load(from));
      high = f32x4.add(high, v128.load(from, 16));
    }
    addDoubles(sums, low);
    addDoubles(sums + 32, high);
  }
}
