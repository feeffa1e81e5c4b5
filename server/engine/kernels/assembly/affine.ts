import { LINE } from './channels';
import { madd } from './vector';

/** Four of (x - m) * a + b: a value that is the mean gives b, however small the deviation. */
@inline function four(x: usize, m: v128, a: v128, b: v128): v128 {
  return madd(f32x4.sub(v128.load(x), m), a, b);
}

/** With m, a and b `stride` apart at p. */
@inline function fourOf(x: usize, p: usize, stride: usize): v128 {
  return four(x, v128.load(p), v128.load(p + stride), v128.load(p + 2 * stride));
}

/** The same over a run of periods of one line, whose parameters stay in registers. */
function applyLine(x: usize, y: usize, size: usize, params: usize): void {
  const m0 = v128.load(params);
  const m1 = v128.load(params, 16);
  const m2 = v128.load(params, 32);
  const m3 = v128.load(params, 48);
  const a0 = v128.load(params, 64);
  const a1 = v128.load(params, 80);
  const a2 = v128.load(params, 96);
  const a3 = v128.load(params, 112);
  const b0 = v128.load(params, 128);
  const b1 = v128.load(params, 144);
  const b2 = v128.load(params, 160);
  const b3 = v128.load(params, 176);
  for (let at: usize = 0; at < size; at += 64) {
    v128.store(y + at, four(x + at, m0, a0, b0));
    v128.store(y + at, four(x + at + 16, m1, a1, b1), 16);
    v128.store(y + at, four(x + at + 32, m2, a2, b2), 32);
    v128.store(y + at, four(x + at + 48, m3, a3, b3), 48);
  }
}

/**
 * The same over the periods from..to; m, a and b for each place of a period, one after the other, at
 * `params`.
 */
export function affine(x: usize, y: usize, from: i32, to: i32, period: i32, params: usize): void {
  const stride = <usize>period << 2;
  const end = <usize>to * stride;
  let begin = <usize>from * stride;
  if (period == LINE) {
    applyLine(x + begin, y + begin, end - begin, params);
    return;
  }
  for (; begin < end; begin += stride) {
    let place: usize = 0;
    do {
      const at = begin + place;
      v128.store(y + at, fourOf(x + at, params + place, stride));
      v128.store(y + at, fourOf(x + at + 16, params + place + 16, stride), 16);
      place += 32;
    } while (place < stride);
  }
}

/** The same of the values from..to, less than a period, after the last whole one. */
export function affineEnd(x: usize, y: usize, from: i32, to: i32, period: i32, params: usize): void {
  const stride = <usize>period << 2;
  for (let i = from; i < to; i++) {
    const at = <usize>i << 2;
    const p = params + (<usize>(i - from) << 2);
    const scaled = (load<f32>(x + at) - load<f32>(p)) * load<f32>(p + stride);
    store<f32>(y + at, scaled + load<f32>(p + 2 * stride));
  }
}
