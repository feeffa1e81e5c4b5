import { affineGradient, affineGradientEnd } from './affine-gradient';
import { periodOf, repeatOver } from './channels';
import { barrier, i32At, pointerAt } from './control';
import { sumGradients } from './gradient-sums';
import { partOf } from './share';

/**
 * The sums of dy and of dy * (x - m) of an image by channel, to the first c of two periods of f64 at `sums`.
 */
function sumImage(x: usize, dy: usize, size: i32, c: i32, period: i32, m: usize, sums: usize): void {
  const along = sums + (<usize>period << 3);
  const whole = size - (size % period);
  memory.fill(sums, 0, <usize>period << 4);
  sumGradients(x, dy, 0, size / period, period, m, sums);
  for (let i = whole; i < size; i++) {
    const at = <usize>i << 2;
    const place = <usize>(i - whole) << 3;
    const value = <f64>load<f32>(dy + at);
    store<f64>(sums + place, load<f64>(sums + place) + value);
    const distance = load<f32>(x + at) - load<f32>(m + (place >> 1));
    store<f64>(along + place, load<f64>(along + place) + value * distance);
  }
  for (let row = c; row < period; row += c) {
    for (let k = 0; k < c; k++) {
      const to = <usize>k << 3;
      const from = <usize>(row + k) << 3;
      store<f64>(sums + to, load<f64>(sums + to) + load<f64>(sums + from));
      store<f64>(along + to, load<f64>(along + to) + load<f64>(along + from));
    }
  }
}

/** The totals of all threads, 2 x c f64 `room` apart, to dScale and dShift; one of each where `step` is 0. */
function reduce(
  totals: usize,
  room: usize,
  threads: i32,
  c: i32,
  step: usize,
  dScale: usize,
  dShift: usize,
): void {
  let allAlong: f64 = 0;
  let allPlain: f64 = 0;
  for (let k: usize = 0; k < <usize>c; k++) {
    let along: f64 = 0;
    let plain: f64 = 0;
    for (let t = 0; t < threads; t++) {
      const own = totals + <usize>t * room + (k << 3);
      along += load<f64>(own);
      plain += load<f64>(own + (<usize>c << 3));
    }
    allAlong += along;
    allPlain += plain;
    store<f32>(dScale + k * step, <f32>(step == 0 ? allAlong : along));
    store<f32>(dShift + k * step, <f32>(step == 0 ? allPlain : plain));
  }
}

/**
 * The way back through groupNormForward: x, dy, mean, inverse, scale -> dx, dScale, dShift. The same room.
 */
export function groupNormBackward(args: usize, thread: i32, threads: i32): void {
  const scale = pointerAt(args, 4);
  const scratch = pointerAt(args, 8);
  const n = i32At(args, 9);
  const c = i32At(args, 11);
  const groups = i32At(args, 12);
  const step = <usize>i32At(args, 13) << 2;
  const size = i32At(args, 10) * c;
  const channels = c / groups;
  const count = size / groups;
  const divisor = <f64>max(1, count - i32At(args, 14));
  const period = periodOf(c);
  const room = <usize>period * 64 + 256;
  const m = scratch + <usize>thread * room;
  const a = m + (<usize>period << 2);
  const b = a + (<usize>period << 2);
  const d = b + (<usize>period << 2);
  const sums = d + (<usize>period << 2);
  const totals = sums + (<usize>period << 4);
  memory.fill(totals, 0, <usize>c << 4);
  const last = partOf(n, 1, thread + 1, threads);
  for (let image = partOf(n, 1, thread, threads); image < last; image++) {
    const x = pointerAt(args, 0) + (<usize>(image * size) << 2);
    const dy = pointerAt(args, 1) + (<usize>(image * size) << 2);
    const dx = pointerAt(args, 5) + (<usize>(image * size) << 2);
    const mean = pointerAt(args, 2) + (<usize>(image * groups) << 2);
    const inverses = pointerAt(args, 3) + (<usize>(image * groups) << 2);
    for (let k = 0, group: usize = 0; k < c; group++) {
      const average = load<f32>(mean + (group << 2));
      for (const end = k + channels; k < end; k++) store<f32>(m + (<usize>k << 2), average);
    }
    repeatOver(m, c, period);
    sumImage(x, dy, size, c, period, m, sums);
    for (let group = 0; group < groups; group++) {
      const inverse = <f64>load<f32>(inverses + (<usize>group << 2));
      const first = group * channels;
      let throughMean: f64 = 0;
      let throughVariance: f64 = 0;
      for (let k = <usize>first; k < <usize>(first + channels); k++) {
        const factor = scale == 0 ? 1 : <f64>load<f32>(scale + k * step);
        const plain = load<f64>(sums + (k << 3));
        const along = load<f64>(sums + ((k + period) << 3)) * inverse;
        throughMean += plain * factor;
        throughVariance += along * factor;
        store<f32>(a + (k << 2), <f32>(factor * inverse));
        store<f64>(totals + (k << 3), load<f64>(totals + (k << 3)) + along);
        store<f64>(totals + ((k + c) << 3), load<f64>(totals + ((k + c) << 3)) + plain);
      }
      const slope = <f32>((-throughVariance * inverse * inverse) / divisor);
      const move = <f32>((-throughMean * inverse) / count);
      for (let k = <usize>first; k < <usize>(first + channels); k++) {
        store<f32>(b + (k << 2), slope);
        store<f32>(d + (k << 2), move);
      }
    }
    repeatOver(a, c, period);
    repeatOver(b, c, period);
    repeatOver(d, c, period);
    affineGradient(x, dy, dx, 0, size / period, period, m);
    affineGradientEnd(x, dy, dx, size - (size % period), size, period, m);
  }
  if (scale == 0) return;
  barrier(args, threads);
  if (thread == 0) reduce(totals, room, threads, c, step, pointerAt(args, 6), pointerAt(args, 7));
}
