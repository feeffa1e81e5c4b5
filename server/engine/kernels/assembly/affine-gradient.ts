import { LINE } from './channels';
import { madd } from './vector';

/** Floats of a block: it should stay in the first cache. */
const BLOCK: usize = 2048;

/** Four of dx = dy * a + (x - m) * b + d. */
@inline function gradient(x: usize, dy: usize, m: v128, a: v128, b: v128, d: v128): v128 {
  return madd(v128.load(dy), a, madd(f32x4.sub(v128.load(x), m), b, d));
}

/** With m, a, b and d `stride` apart at p. */
@inline function gradientOf(x: usize, dy: usize, p: usize, stride: usize): v128 {
  const b = p + 2 * stride;
  return gradient(x, dy, v128.load(p), v128.load(p + stride), v128.load(b), v128.load(b + stride));
}

/**
 * The same over a run of periods of one line, half a line at a time, so that the parameters stay in
 * registers.
 */
function applyLine(x: usize, dy: usize, dx: usize, size: usize, params: usize): void {
  for (let half: usize = 0; half < 64; half += 32) {
    const m0 = v128.load(params + half);
    const m1 = v128.load(params + half, 16);
    const a0 = v128.load(params + half, 64);
    const a1 = v128.load(params + half, 80);
    const b0 = v128.load(params + half, 128);
    const b1 = v128.load(params + half, 144);
    const d0 = v128.load(params + half, 192);
    const d1 = v128.load(params + half, 208);
    let at = half;
    do {
      v128.store(dx + at, gradient(x + at, dy + at, m0, a0, b0, d0));
      v128.store(dx + at, gradient(x + at + 16, dy + at + 16, m1, a1, b1, d1), 16);
      at += 64;
    } while (at < size);
  }
}

/**
 * The same over the periods from..to; m, a, b and d for each place of a period, one after the other, at
 * `params`.
 */
export function affineGradient(
  x: usize,
  dy: usize,
  dx: usize,
  from: i32,
  to: i32,
  period: i32,
  params: usize,
): void {
  const stride = <usize>period << 2;
  const end = <usize>to * stride;
  if (period == LINE) {
    for (let at = <usize>from * stride; at < end; at += BLOCK * 4) {
      applyLine(x + at, dy + at, dx + at, min(BLOCK * 4, end - at), params);
    }
    return;
  }
  for (let begin = <usize>from * stride; begin < end; begin += stride) {
    let place: usize = 0;
    do {
      const at = begin + place;
      v128.store(dx + at, gradientOf(x + at, dy + at, params + place, stride));
      v128.store(dx + at, gradientOf(x + at + 16, dy + at + 16, params + place + 16, stride), 16);
      place += 32;
    } while (place < stride);
  }
}

/** The same of the values from..to, less than a period, after the last whole one. */
export function affineGradientEnd(
  x: usize,
  dy: usize,
  dx: usize,
  from: i32,
  to: i32,
  period: i32,
  params: usize,
): void {
  const stride = <usize>period << 2;
  for (let i = from; i < to; i++) {
    const at = <usize>i << 2;
    const p = params + (<usize>(i - from) << 2);
    const distance = load<f32>(x + at) - load<f32>(p);
    const through = distance * load<f32>(p + 2 * stride) + load<f32>(p + 3 * stride);
    store<f32>(dx + at, load<f32>(dy + at) * load<f32>(p + stride) + through);
  }
}
