import { barrier, f32At, i32At, pointerAt } from './control';
import { partOf } from './share';
import { madd, total } from './vector';

/** So many values are summed in float32 before they go into a double. */
const FLUSH: usize = 1024;

@inline function truncated(v: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_trunc_f32x4_s(v);
  return i32x4.trunc_sat_f32x4_s(v);
}

/** Where four values are counted: in a line for each bin, and one for what is above, and NaN. */
@inline function linesOf(counts: v128, size: v128, scale: v128, above: v128): v128 {
  // 64 bytes a line: what is below a whole line goes.
  const place = truncated(f32x4.pmin(above, f32x4.mul(size, scale)));
  return i32x4.add(counts, v128.and(place, i32x4.splat(-64)));
}

@inline function increment(line: usize): void {
  store<u32>(line, load<u32>(line) + 1);
}

/** A value that stands for many; sums of distances from it lose less than sums of values. */
function middle(x: usize, n: i32): f32 {
  const a = load<f32>(x);
  const b = load<f32>(x + (<usize>(n >> 1) << 2));
  const c = load<f32>(x + (<usize>(n - 1) << 2));
  const m = max(min(a, b), min(max(a, b), c));
  return m - m == 0 ? m : 0;
}

/**
 * A thread's part, to `own`: f64 sum and sum of squares of distances from `centre`, 4 x u32 at the floor, 4 x
 * u32 not above the limit, 16 bytes unused, and the counts.
 */
function count(at: usize, end: usize, own: usize, centre: f32, bins: i32, limit: f32, floor: f32): void {
  let counts = i32x4.splat(<i32>own + 64);
  const top = f32x4.splat(limit);
  const scale = f32x4.splat(<f32>((<f64>bins * 64) / <f64>limit));
  const above = f32x4.splat(<f32>(bins * 64 + 32));
  const unsigned = i32x4.splat(0x7fffffff);
  const flat = f32x4.splat(floor);
  const shift = f32x4.splat(centre);
  const whole = at + ((end - at) & ~15);
  let sum: f64 = 0;
  let squares: f64 = 0;
  let floored = i32x4.splat(0);
  let inside = i32x4.splat(0);
  while (at < whole) {
    const stop = min(whole, at + FLUSH * 4);
    let s = f32x4.splat(0);
    let q = f32x4.splat(0);
    // One vector a turn: more do not fit into 16 registers.
    do {
      const a = v128.load(at);
      const d = f32x4.sub(a, shift);
      s = f32x4.add(s, d);
      q = madd(d, d, q);
      floored = i32x4.sub(floored, f32x4.eq(a, flat));
      const size = v128.and(a, unsigned);
      inside = i32x4.sub(inside, f32x4.le(size, top));
      // The other half of the lines: an increment need not wait for the one before.
      counts = v128.xor(counts, i32x4.splat(32));
      const lines = linesOf(counts, size, scale, above);
      const first = <usize>i32x4.extract_lane(lines, 0);
      const second = <usize>i32x4.extract_lane(lines, 1);
      const third = <usize>i32x4.extract_lane(lines, 2);
      const fourth = <usize>i32x4.extract_lane(lines, 3);
      store<u32>(first, load<u32>(first) + 1);
      store<u32>(second, load<u32>(second, 4) + 1, 4);
      store<u32>(third, load<u32>(third, 8) + 1, 8);
      store<u32>(fourth, load<u32>(fourth, 12) + 1, 12);
      at += 16;
    } while (at < stop);
    sum += total(s);
    squares += total(q);
  }
  for (; at < end; at += 4) {
    const value = v128.load32_zero(at);
    const d = <f64>(load<f32>(at) - centre);
    sum += d;
    squares += d * d;
    const one = i32x4(-1, 0, 0, 0);
    floored = i32x4.sub(floored, v128.and(one, f32x4.eq(value, flat)));
    inside = i32x4.sub(inside, v128.and(one, f32x4.le(f32x4.abs(value), top)));
    increment(<usize>i32x4.extract_lane(linesOf(counts, f32x4.abs(value), scale, above), 0));
  }
  store<f64>(own, sum);
  store<f64>(own, squares, 8);
  v128.store(own, floored, 16);
  v128.store(own, inside, 32);
}

/**
 * x[n] -> out: f64 mean, f64 sum of squared distances from it, u32 how many are `floor`, 4 bytes unused,
 * u32[bins]: how many have their size in each of the equal bins over [0, max], of which the last has max
 * itself. Scratch: a thread's room is 64 * (bins + 2) bytes.
 */
export function statistics(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const n = i32At(args, 1);
  const bins = i32At(args, 2);
  const limit = f32At(args, 3);
  const scratch = pointerAt(args, 6);
  const room: usize = <usize>(bins + 2) << 6;
  const own = scratch + <usize>thread * room;
  memory.fill(own, 0, room);
  const centre = middle(x, n);
  const at = x + (<usize>partOf(n, 16, thread, threads) << 2);
  const end = x + (<usize>partOf(n, 16, thread + 1, threads) << 2);
  count(at, end, own, centre, bins, limit, f32At(args, 4));
  barrier(args, threads);
  if (thread == 0) reduce(pointerAt(args, 5), scratch, room, n, bins, centre, threads);
}

@inline function fourAt(at: usize): u32 {
  return load<u32>(at) + load<u32>(at, 4) + load<u32>(at, 8) + load<u32>(at, 12);
}

function reduce(out: usize, scratch: usize, room: usize, n: i32, bins: i32, centre: f32, threads: i32): void {
  let sum: f64 = 0;
  let squares: f64 = 0;
  let floored: u32 = 0;
  let inside: u32 = 0;
  const end = scratch + <usize>threads * room;
  for (let own = scratch; own < end; own += room) {
    sum += load<f64>(own);
    squares += load<f64>(own, 8);
    floored += fourAt(own + 16);
    inside += fourAt(own + 32);
  }
  store<f64>(out, <f64>centre + sum / n);
  store<f64>(out, max(0, squares - (sum * sum) / n), 8);
  store<u32>(out, floored, 16);
  for (let bin = 0; bin < bins - 1; bin++) {
    let count: u32 = 0;
    for (let own = scratch; own < end; own += room) {
      const line = own + 64 + (<usize>bin << 6);
      count += fourAt(line) + fourAt(line + 32);
    }
    store<u32>(out + (<usize>bin << 2), count, 24);
    inside -= count;
  }
  // Rounding may have put what is just below the limit above it; it is in no other bin.
  store<u32>(out + (<usize>(bins - 1) << 2), inside, 24);
}
