import { LINE } from './channels';
import { addDoubles, madd } from './vector';

/** Floats of a block: it should stay in the first cache, and sums over its rows are in float32. */
const BLOCK: i32 = 2048;

/**
 * Adds the sums of dy, and of dy * (x - mean), over the periods from..to to the f64 of each place at `sums`.
 */
export function sumGradients(
  x: usize,
  dy: usize,
  from: i32,
  to: i32,
  period: i32,
  mean: usize,
  sums: usize,
): void {
  const stride = <usize>period << 2;
  const block = min(256, max(32, BLOCK / period));
  for (let first = from; first < to; first += block) {
    const size = <usize>min(block, to - first) * stride;
    for (let place = 0; place < period; place += LINE / 2) {
      const places = <usize>place << 2;
      let at = <usize>first * stride + places;
      const end = at + size;
      const m0 = v128.load(mean + places);
      const m1 = v128.load(mean + places, 16);
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let q0 = s0;
      let q1 = s0;
      do {
        const d0 = v128.load(dy + at);
        const d1 = v128.load(dy + at, 16);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        q0 = madd(d0, f32x4.sub(v128.load(x + at), m0), q0);
        q1 = madd(d1, f32x4.sub(v128.load(x + at, 16), m1), q1);
        at += stride;
      } while (at < end);
      const to = sums + (places << 1);
      const along = to + (<usize>period << 3);
      addDoubles(to, s0);
      addDoubles(to + 32, s1);
      addDoubles(along, q0);
      addDoubles(along + 32, q1);
    }
  }
}
