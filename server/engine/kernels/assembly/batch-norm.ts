import { affine, affineEnd } from './affine';
import { joinMoments, momentsRoom, sumMoments } from './channel-moments';
import { periodOf, repeatOver } from './channels';
import { barrier, f32At, i32At, pointerAt } from './control';
import { partOf } from './share';

/** Where the periods of a thread begin: [0, rows * c / period). */
@inline function periodsOf(rows: i32, c: i32, period: i32, thread: i32, threads: i32): i32 {
  return partOf(rows / (period / c), 1, thread, threads);
}

/** The moments of channel `channel` over all threads and the rows at the end, to `to`. */
function gather(
  channel: i32,
  x: usize,
  rows: i32,
  c: i32,
  period: i32,
  scratch: usize,
  room: usize,
  threads: i32,
  to: usize,
): void {
  memory.fill(to, 0, 24);
  for (let t = 0; t < threads; t++) {
    const own = scratch + <usize>t * room;
    const n = periodsOf(rows, c, period, t + 1, threads) - periodsOf(rows, c, period, t, threads);
    for (let place = channel; place < period; place += c) {
      const mean = own + (<usize>place << 3);
      joinMoments(to, load<f64>(mean), load<f64>(mean + (<usize>period << 3)), n);
    }
  }
  const perPeriod = period / c;
  for (let row = (rows / perPeriod) * perPeriod; row < rows; row++) {
    joinMoments(to, load<f32>(x + ((<usize>row * c + channel) << 2)), 0, 1);
  }
}

/**
 * A thread's part of y = (x - m) * a + b, where each of them stands in the first c of a period at `params`;
 * the first thread does the end too.
 */
function applyPart(x: usize, y: usize, rows: i32, c: i32, params: usize, thread: i32, threads: i32): void {
  const period = periodOf(c);
  for (let i = 0; i < 3; i++) repeatOver(params + ((<usize>i * period) << 2), c, period);
  const from = periodsOf(rows, c, period, thread, threads);
  affine(x, y, from, periodsOf(rows, c, period, thread + 1, threads), period, params);
  if (thread != 0) return;
  const whole = (rows / (period / c)) * period;
  affineEnd(x, y, whole, rows * c, period, params);
}

/** Writes the parameters of a channel, of which the period has room for each at `params`. */
@inline function prepare(params: usize, period: i32, at: usize, mean: f64, factor: f32, shift: f32): void {
  store<f32>(params + at, <f32>mean);
  store<f32>(params + (<usize>period << 2) + at, factor);
  store<f32>(params + (<usize>period << 3) + at, shift);
}

/**
 * y = (x - mean) * inverse * scale + shift by channel, with mean and variance of the rows; variance and
 * inverse deviation are written too. `moments`: 0, or f64 sums, then sums of squares, that are known already.
 * The variance is divided by rows - correction. Scratch: a thread's room is 64 * period + 256 bytes.
 */
export function batchNormForward(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const moments = pointerAt(args, 7);
  const scratch = pointerAt(args, 8);
  const rows = i32At(args, 9);
  const c = i32At(args, 10);
  const period = periodOf(c);
  const room = <usize>period * 64 + 256;
  const own = scratch + <usize>thread * room;
  const params = own + momentsRoom(period);
  const one = params + <usize>period * 12;
  if (moments == 0) {
    const from = periodsOf(rows, c, period, thread, threads);
    sumMoments(x, from, periodsOf(rows, c, period, thread + 1, threads), period, own);
    barrier(args, threads);
  }
  const divisor = <f64>max(1, rows - i32At(args, 11));
  const eps = <f64>f32At(args, 12);
  for (let channel = 0; channel < c; channel++) {
    let mean: f64;
    let squares: f64;
    if (moments == 0) {
      gather(channel, x, rows, c, period, scratch, room, threads, one);
      mean = load<f64>(one);
      squares = load<f64>(one, 8);
    } else {
      mean = load<f64>(moments + (<usize>channel << 3)) / rows;
      squares = max(0, load<f64>(moments + (<usize>(channel + c) << 3)) - mean * mean * rows);
    }
    const variance = squares / divisor;
    const inverse = 1 / sqrt(variance + eps);
    const at = <usize>channel << 2;
    const factor = <f32>(inverse * load<f32>(pointerAt(args, 1) + at));
    prepare(params, period, at, mean, factor, load<f32>(pointerAt(args, 2) + at));
    if (thread == 0) {
      store<f32>(pointerAt(args, 4) + at, <f32>mean);
      store<f32>(pointerAt(args, 5) + at, <f32>variance);
      store<f32>(pointerAt(args, 6) + at, <f32>inverse);
    }
  }
  applyPart(x, pointerAt(args, 3), rows, c, params, thread, threads);
}

/** The same with a mean and a variance that are given; the inverse deviation is written. The same room. */
export function normalize(args: usize, thread: i32, threads: i32): void {
  const c = i32At(args, 9);
  const period = periodOf(c);
  const params = pointerAt(args, 7) + <usize>thread * (<usize>period * 64 + 256);
  const eps = <f64>f32At(args, 10);
  for (let channel = 0; channel < c; channel++) {
    const at = <usize>channel << 2;
    const inverse = 1 / sqrt(<f64>load<f32>(pointerAt(args, 2) + at) + eps);
    const factor = <f32>(inverse * load<f32>(pointerAt(args, 3) + at));
    const shift = load<f32>(pointerAt(args, 4) + at);
    prepare(params, period, at, load<f32>(pointerAt(args, 1) + at), factor, shift);
    if (thread == 0) store<f32>(pointerAt(args, 6) + at, <f32>inverse);
  }
  applyPart(pointerAt(args, 0), pointerAt(args, 5), i32At(args, 8), c, params, thread, threads);
}
