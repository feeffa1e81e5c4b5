import { affineGradient, affineGradientEnd } from './affine-gradient';
import { periodOf, repeat, repeatOver } from './channels';
import { barrier, i32At, pointerAt } from './control';
import { sumGradients } from './gradient-sums';
import { partOf } from './share';

/**
 * The way back through a batch norm: x, dy, mean, inverse, scale -> dx, dScale, dShift. `through`: 1 when x
 * went into the mean and the variance too. Scratch: a thread's room is 64 * period + 256 bytes.
 */
export function batchNormBackward(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const dy = pointerAt(args, 1);
  const mean = pointerAt(args, 2);
  const scratch = pointerAt(args, 8);
  const rows = i32At(args, 9);
  const c = i32At(args, 10);
  const period = periodOf(c);
  const room = <usize>period * 64 + 256;
  const own = scratch + <usize>thread * room;
  const means = own + (<usize>period << 4);
  const a = means + (<usize>period << 2);
  const b = a + (<usize>period << 2);
  const d = b + (<usize>period << 2);
  const perPeriod = period / c;
  const from = partOf(rows / perPeriod, 1, thread, threads);
  const to = partOf(rows / perPeriod, 1, thread + 1, threads);
  memory.fill(own, 0, <usize>period << 4);
  repeat(mean, c, means, period);
  sumGradients(x, dy, from, to, period, means, own);
  barrier(args, threads);

  const whole = (rows / perPeriod) * period;
  const through = i32At(args, 11) != 0;
  for (let channel = 0; channel < c; channel++) {
    const at = <usize>channel << 2;
    const centre = <f64>load<f32>(mean + at);
    let plain: f64 = 0;
    let along: f64 = 0;
    for (let t = 0; t < threads; t++) {
      const sums = scratch + <usize>t * room;
      for (let place = channel; place < period; place += c) {
        plain += load<f64>(sums + (<usize>place << 3));
        along += load<f64>(sums + (<usize>(period + place) << 3));
      }
    }
    for (let i = whole + channel; i < rows * c; i += c) {
      const value = <f64>load<f32>(dy + (<usize>i << 2));
      plain += value;
      along += value * (<f64>load<f32>(x + (<usize>i << 2)) - centre);
    }
    const inverse = <f64>load<f32>(pointerAt(args, 3) + at);
    const factor = inverse * load<f32>(pointerAt(args, 4) + at);
    const slope = through ? (-factor * along * inverse * inverse) / rows : 0;
    store<f32>(a + at, <f32>factor);
    store<f32>(b + at, <f32>slope);
    store<f32>(d + at, <f32>(through ? (-factor * plain) / rows : 0));
    if (thread == 0) {
      store<f32>(pointerAt(args, 6) + at, <f32>(along * inverse));
      store<f32>(pointerAt(args, 7) + at, <f32>plain);
    }
  }
  repeatOver(a, c, period);
  repeatOver(b, c, period);
  repeatOver(d, c, period);
  affineGradient(x, dy, pointerAt(args, 5), from, to, period, means);
  if (thread != 0) return;
  affineGradientEnd(x, dy, pointerAt(args, 5), whole, rows * c, period, means);
}
