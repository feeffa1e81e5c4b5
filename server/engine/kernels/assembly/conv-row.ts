import { TAPS } from './conv-taps';
import { madd } from './vector';

/**
 * The inner machine of convolutions and of their input gradients: `columns` positions of an output row, 8 output
 * channels of 4 images at once. y = bias + sum over the taps' rows, and over the run of neighbouring taps and
 * channels in a row, of x * w. V8 puts the loads of a basic block before its arithmetic, so each step is a block:
 * 8 sums, 2 vectors of weights and 4 values of x fill its 15 registers, and unrolling would spill.
 *
 * @param x where the input row of the first tap begins in the first image
 * @param x1 from there to the second image's, x2 and x3 likewise; equal ones may stand for missing images
 * @param rows, xRow how many rows of taps, and bytes from one input row to the next
 * @param xColumn bytes of an input position
 * @param w packed weights of the first row, wRow to the next row of taps
 * @param table taps of the columns, see conv-taps
 * @param y as x; yColumn to the next position; `channels` of the 8 are written
 * @param sums 0, or where the sums of y and of its squares over the first `lanes` images go: 4 vectors, added to
 */
export function convRow(
  x: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  rows: i32,
  xRow: usize,
  xColumn: usize,
  w: usize,
  wRow: usize,
  table: usize,
  columns: i32,
  bias: usize,
  y: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  yColumn: usize,
  channels: i32,
  sums: usize,
  lanes: i32,
): void {
  for (const end = table + <usize>columns * TAPS; table < end; table += TAPS, y += yColumn) {
    const b0 = v128.load(bias);
    const b1 = v128.load(bias, 16);
    let a0 = b0, a1 = b1, a2 = b0, a3 = b1, a4 = b0, a5 = b1, a6 = b0, a7 = b1;
    const run = load<i32>(table, 4) * <i32>xColumn;
    if (run > 0) {
      let start = x + load<i32>(table) * <i32>xColumn;
      let weights = w + load<i32>(table, 8) * <i32>xColumn * 8;
      for (let r = 0; r < rows; r++, start += xRow, weights += wRow) {
        let p = start;
        let q = weights;
        const until = p + run;
        do {
          const w0 = v128.load(q);
          const w1 = v128.load(q, 16);
          const s0 = v128.load32_splat(p);
          const s1 = v128.load32_splat(p + x1);
          const s2 = v128.load32_splat(p + x2);
          const s3 = v128.load32_splat(p + x3);
          a0 = madd(s0, w0, a0);
          a1 = madd(s0, w1, a1);
          a2 = madd(s1, w0, a2);
          a3 = madd(s1, w1, a3);
          a4 = madd(s2, w0, a4);
          a5 = madd(s2, w1, a5);
          a6 = madd(s3, w0, a6);
          a7 = madd(s3, w1, a7);
          p += 4;
          q += 32;
        } while (p < until);
      }
    }
    if (channels == 8) {
      v128.store(y, a0);
      v128.store(y, a1, 16);
      v128.store(y + y1, a2);
      v128.store(y + y1, a3, 16);
      v128.store(y + y2, a4);
      v128.store(y + y2, a5, 16);
      v128.store(y + y3, a6);
      v128.store(y + y3, a7, 16);
    } else {
      storeSome(y, a0, a1, channels);
      storeSome(y + y1, a2, a3, channels);
      storeSome(y + y2, a4, a5, channels);
      storeSome(y + y3, a6, a7, channels);
    }
    if (sums != 0) {
      if (lanes < 4) {
        // What is said twice counts once.
        const zero = f32x4.splat(0);
        if (lanes < 2) { a2 = zero; a3 = zero; }
        if (lanes < 3) { a4 = zero; a5 = zero; }
        a6 = zero;
        a7 = zero;
      }
      const low = f32x4.add(f32x4.add(a0, a2), f32x4.add(a4, a6));
      const high = f32x4.add(f32x4.add(a1, a3), f32x4.add(a5, a7));
      v128.store(sums, f32x4.add(v128.load(sums), low));
      v128.store(sums, f32x4.add(v128.load(sums, 16), high), 16);
      let squares = v128.load(sums, 32);
      squares = madd(a6, a6, madd(a4, a4, madd(a2, a2, madd(a0, a0, squares))));
      v128.store(sums, squares, 32);
      squares = v128.load(sums, 48);
      squares = madd(a7, a7, madd(a5, a5, madd(a3, a3, madd(a1, a1, squares))));
      v128.store(sums, squares, 48);
    }
  }
}

/** The first 1 to 7 of 8 values. */
function storeSome(y: usize, low: v128, high: v128, count: i32): void {
  if (count >= 4) {
    v128.store(y, low);
    y += 16;
    count -= 4;
    low = high;
  }
  if (count > 0) store<f32>(y, f32x4.extract_lane(low, 0));
  if (count > 1) store<f32>(y, f32x4.extract_lane(low, 1), 4);
  if (count > 2) store<f32>(y, f32x4.extract_lane(low, 2), 8);
}
