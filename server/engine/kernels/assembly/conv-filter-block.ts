import { madd } from './vector';

/**
 * g += the sum over a box of positions of x * dy, for 4 values of the filter and 8 output channels: 4 rows of g, `gRow`
 * bytes apart. Each position has its 4 values at x, x + lane1, x + lane2 and x + lane3. The box has three sides, the first
 * innermost: so many positions, and bytes from one to the next in x and in dy. With `fresh`, g is written instead.
 */
export function filterBlock(
  x: usize,
  lane1: usize,
  lane2: usize,
  lane3: usize,
  d: usize,
  g: usize,
  gRow: usize,
  fresh: bool,
  count1: i32,
  x1: usize,
  d1: usize,
  count2: i32,
  x2: usize,
  d2: usize,
  count3: i32,
  x3: usize,
  d3: usize,
): void {
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
  for (let k = 0; k < count3; k++, x += x3, d += d3) {
    let xk = x;
    let dk = d;
    for (let l = 0; l < count2; l++, xk += x2, dk += d2) {
      let p = xk;
      let q = dk;
      let left = count1;
      do {
        const d0 = v128.load(q);
        const dHigh = v128.load(q, 16);
        const s0 = v128.load32_splat(p);
        const s1 = v128.load32_splat(p + lane1);
        const s2 = v128.load32_splat(p + lane2);
        const s3 = v128.load32_splat(p + lane3);
        a0 = madd(s0, d0, a0);
        a1 = madd(s0, dHigh, a1);
        a2 = madd(s1, d0, a2);
        a3 = madd(s1, dHigh, a3);
        a4 = madd(s2, d0, a4);
        a5 = madd(s2, dHigh, a5);
        a6 = madd(s3, d0, a6);
        a7 = madd(s3, dHigh, a7);
        p += x1;
        q += d1;
      } while (--left > 0);
    }
  }
  if (!fresh) {
    let to = g;
    a0 = f32x4.add(a0, v128.load(to));
    a1 = f32x4.add(a1, v128.load(to, 16));
    to += gRow;
    a2 = f32x4.add(a2, v128.load(to));
    a3 = f32x4.add(a3, v128.load(to, 16));
    to += gRow;
    a4 = f32x4.add(a4, v128.load(to));
    a5 = f32x4.add(a5, v128.load(to, 16));
    to += gRow;
    a6 = f32x4.add(a6, v128.load(to));
    a7 = f32x4.add(a7, v128.load(to, 16));
  }
  v128.store(g, a0);
  v128.store(g, a1, 16);
  g += gRow;
  v128.store(g, a2);
  v128.store(g, a3, 16);
  g += gRow;
  v128.store(g, a4);
  v128.store(g, a5, 16);
  g += gRow;
  v128.store(g, a6);
  v128.store(g, a7, 16);
}
