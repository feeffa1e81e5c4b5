import { affine, affineEnd } from './affine';
import { LINE, periodOf, repeatOver } from './channels';
import { f32At, i32At, pointerAt } from './control';
import { partOf } from './share';
import { madd } from './vector';

// Each image by itself: it lies in the first cache, so that three passes over it cost little more than one.

/** Sums of x - shift, then of their squares, for each place of a period, to 2 * period floats at `to`. */
function sumPlaces(x: usize, size: i32, period: i32, shift: usize, to: usize): void {
  const stride = <usize>period << 2;
  const whole = size - (size % period);
  for (let place: usize = 0; place < stride; place += LINE * 2) {
    const k0 = v128.load(shift + place);
    const k1 = v128.load(shift + place, 16);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let q0 = s0;
    let q1 = s0;
    const end = x + (<usize>whole << 2);
    for (let at = x + place; at < end; at += stride) {
      const d0 = f32x4.sub(v128.load(at), k0);
      const d1 = f32x4.sub(v128.load(at, 16), k1);
      s0 = f32x4.add(s0, d0);
      s1 = f32x4.add(s1, d1);
      q0 = madd(d0, d0, q0);
      q1 = madd(d1, d1, q1);
    }
    v128.store(to + place, s0);
    v128.store(to + place, s1, 16);
    v128.store(to + stride + place, q0);
    v128.store(to + stride + place, q1, 16);
  }
  for (let i = whole; i < size; i++) {
    const place = <usize>(i - whole) << 2;
    const d = load<f32>(x + (<usize>i << 2)) - load<f32>(shift + place);
    store<f32>(to + place, load<f32>(to + place) + d);
    store<f32>(to + stride + place, load<f32>(to + stride + place) + d * d);
  }
}

/** Of the places that belong to a group's channels, the sum. */
function groupSum(sums: usize, period: i32, c: i32, first: i32, channels: i32): f64 {
  let sum: f64 = 0;
  for (let row = first; row < period; row += c) {
    for (let k = row; k < row + channels; k++) sum += load<f32>(sums + (<usize>k << 2));
  }
  return sum;
}

/**
 * y = (x - mean) * inverse * scale + shift, x [n, rows, c], with mean and inverse deviation of each image
 * over its rows and a group's channels, which are written too, [n, groups]. Scale and shift have a value a
 * channel (`step` 1), one (0), or none (no place). The variance is divided by count - correction. Scratch: a
 * thread's room is 64 * period + 256 bytes.
 */
export function groupNormForward(args: usize, thread: i32, threads: i32): void {
  const scale = pointerAt(args, 1);
  const shift = pointerAt(args, 2);
  const n = i32At(args, 7);
  const c = i32At(args, 9);
  const groups = i32At(args, 10);
  const step = <usize>i32At(args, 11) << 2;
  const eps = <f64>f32At(args, 13);
  const size = i32At(args, 8) * c;
  const channels = c / groups;
  const count = size / groups;
  const divisor = <f64>max(1, count - i32At(args, 12));
  const period = periodOf(c);
  const m = pointerAt(args, 6) + <usize>thread * (<usize>period * 64 + 256);
  const a = m + (<usize>period << 2);
  const b = a + (<usize>period << 2);
  const sums = b + (<usize>period << 2);
  const squares = sums + (<usize>period << 2);
  const last = partOf(n, 1, thread + 1, threads);
  for (let image = partOf(n, 1, thread, threads); image < last; image++) {
    const x = pointerAt(args, 0) + (<usize>(image * size) << 2);
    const y = pointerAt(args, 3) + (<usize>(image * size) << 2);
    const mean = pointerAt(args, 4) + (<usize>(image * groups) << 2);
    const inverse = pointerAt(args, 5) + (<usize>(image * groups) << 2);
    memory.fill(m, 0, <usize>period << 2);
    sumPlaces(x, size, period, m, sums);
    for (let group = 0; group < groups; group++) {
      const average = <f32>(groupSum(sums, period, c, group * channels, channels) / count);
      store<f32>(mean + (<usize>group << 2), average);
      const end = (group + 1) * channels;
      for (let k = end - channels; k < end; k++) store<f32>(m + (<usize>k << 2), average);
    }
    repeatOver(m, c, period);
    sumPlaces(x, size, period, m, sums);
    for (let group = 0; group < groups; group++) {
      const first = group * channels;
      const left = groupSum(sums, period, c, first, channels);
      const far = groupSum(squares, period, c, first, channels) - (left * left) / count;
      const factor = 1 / sqrt(max(0, far) / divisor + eps);
      store<f32>(inverse + (<usize>group << 2), <f32>factor);
      for (let k = first; k < first + channels; k++) {
        const at = <usize>k << 2;
        const own = <usize>k * step;
        store<f32>(a + at, scale == 0 ? <f32>factor : <f32>(factor * load<f32>(scale + own)));
        store<f32>(b + at, scale == 0 ? 0 : load<f32>(shift + own));
      }
    }
    repeatOver(a, c, period);
    repeatOver(b, c, period);
    affine(x, y, 0, size / period, period, m);
    affineEnd(x, y, size - (size % period), size, period, m);
  }
}
