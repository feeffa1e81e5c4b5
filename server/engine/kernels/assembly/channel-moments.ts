import { LINE } from './channels';
import { madd } from './vector';

// Means and sums of squared distances from them, by channel, in one pass: distances from the mean so far are
// summed in float32 over a block, and blocks are joined in double precision (Chan et al. 1979), so that a
// mean far from 0 costs no digits. Each place of a period has its own; they are joined to channels at the
// end.

/** Floats of a block; it should stay in the first cache. */
const BLOCK: i32 = 8192;

/**
 * Bytes that `sumMoments` keeps for a period: means and sums of squares in double precision, the mean so far,
 * a line.
 */
@inline export function momentsRoom(period: i32): usize {
  return <usize>period * 20 + 128;
}

/** Joins m values whose sums of distances from `shift` are at `line`, of 16 places. */
function join(line: usize, shift: usize, mean: usize, squares: usize, before: f64, m: f64): void {
  const share = 1 / m;
  const weight = m / (before + m);
  const both = before * weight;
  for (let lane: usize = 0; lane < 16; lane++) {
    const s = <f64>load<f32>(line + (lane << 2));
    const q = <f64>load<f32>(line + (lane << 2), 64);
    const distance = s * share;
    const far = <f64>load<f32>(shift + (lane << 2)) + distance - load<f64>(mean + (lane << 3));
    const joined = load<f64>(mean + (lane << 3)) + far * weight;
    store<f64>(mean + (lane << 3), joined);
    const within = q - s * distance;
    store<f64>(squares + (lane << 3), load<f64>(squares + (lane << 3)) + within + far * far * both);
    store<f32>(shift + (lane << 2), <f32>joined);
  }
}

/** Of the periods from..to of x, into `room`: f64 means, f64 sums of squares. */
export function sumMoments(x: usize, from: i32, to: i32, period: i32, room: usize): void {
  const mean = room;
  const squares = mean + (<usize>period << 3);
  const shift = squares + (<usize>period << 3);
  const line = shift + (<usize>period << 2);
  memory.fill(room, 0, momentsRoom(period));
  if (from < to) memory.copy(shift, x + ((<usize>from * period) << 2), <usize>period << 2);
  const stride = <usize>period << 2;
  const block = min(256, max(32, BLOCK / period));
  for (let first = from; first < to; first += block) {
    const count = min(block, to - first);
    for (let place = 0; place < period; place += LINE) {
      const places = <usize>place << 2;
      let at = x + <usize>first * stride + places;
      const end = at + <usize>count * stride;
      const k0 = v128.load(shift + places);
      const k1 = v128.load(shift + places, 16);
      const k2 = v128.load(shift + places, 32);
      const k3 = v128.load(shift + places, 48);
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let q0 = s0;
      let q1 = s0;
      let q2 = s0;
      let q3 = s0;
      do {
        const d0 = f32x4.sub(v128.load(at), k0);
        s0 = f32x4.add(s0, d0);
        q0 = madd(d0, d0, q0);
        const d1 = f32x4.sub(v128.load(at, 16), k1);
        s1 = f32x4.add(s1, d1);
        q1 = madd(d1, d1, q1);
        const d2 = f32x4.sub(v128.load(at, 32), k2);
        s2 = f32x4.add(s2, d2);
        q2 = madd(d2, d2, q2);
        const d3 = f32x4.sub(v128.load(at, 48), k3);
        s3 = f32x4.add(s3, d3);
        q3 = madd(d3, d3, q3);
        at += stride;
      } while (at < end);
      v128.store(line, s0);
      v128.store(line, s1, 16);
      v128.store(line, s2, 32);
      v128.store(line, s3, 48);
      v128.store(line, q0, 64);
      v128.store(line, q1, 80);
      v128.store(line, q2, 96);
      v128.store(line, q3, 112);
      join(line, shift + places, mean + (places << 1), squares + (places << 1), first - from, count);
    }
  }
}

/**
 * Adds n values of known mean and sum of squares to those of a channel at `to`: f64 mean, sum of squares,
 * number.
 */
@inline export function joinMoments(to: usize, mean: f64, squares: f64, n: f64): void {
  if (n == 0) return;
  const before = load<f64>(to, 16);
  const after = before + n;
  const far = mean - load<f64>(to);
  store<f64>(to, load<f64>(to) + (far * n) / after);
  store<f64>(to, load<f64>(to, 8) + squares + (far * far * before * n) / after, 8);
  store<f64>(to, after, 16);
}
