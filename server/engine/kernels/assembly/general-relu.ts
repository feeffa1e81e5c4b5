import { f32At, i32At, pointerAt } from './control';
import { partOf } from './share';

@inline function relu(x: v128, leak: v128, sub: v128, max: v128, isFlat: bool): v128 {
  // pmax and pmin keep a NaN that stands first; a flat part is not 0 * x, which is NaN for an infinite x.
  const zero = f32x4.splat(0);
  const leaky = isFlat ? f32x4.pmax(x, zero) : v128.bitselect(x, f32x4.mul(x, leak), f32x4.gt(x, zero));
  return f32x4.pmin(f32x4.sub(leaky, sub), max);
}

@inline function forward(args: usize, thread: i32, threads: i32, isFlat: bool): void {
  const n = i32At(args, 2);
  const x = pointerAt(args, 0);
  const y = pointerAt(args, 1);
  const leak = f32x4.splat(f32At(args, 3));
  const sub = f32x4.splat(f32At(args, 4));
  const max = f32x4.splat(f32At(args, 5));
  let at = <usize>partOf(n, 16, thread, threads) << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  for (; at + 32 <= end; at += 32) {
    const first = relu(v128.load(x + at), leak, sub, max, isFlat);
    const second = relu(v128.load(x + at, 16), leak, sub, max, isFlat);
    v128.store(y + at, first);
    v128.store(y + at, second, 16);
  }
  for (; at < end; at += 4) {
    v128.store_lane<f32>(y + at, relu(v128.load32_zero(x + at), leak, sub, max, isFlat), 0);
  }
}

/** y = min((x > 0 ? x : leak * x) - sub, max), n values. */
export function generalReluForward(args: usize, thread: i32, threads: i32): void {
  if (f32At(args, 3) == 0) forward(args, thread, threads, true);
  else forward(args, thread, threads, false);
}

@inline function slope(x: v128, dy: v128, leak: v128, edge: v128): v128 {
  const leaky = v128.bitselect(dy, f32x4.mul(dy, leak), f32x4.gt(x, f32x4.splat(0)));
  return v128.andnot(leaky, f32x4.gt(x, edge));
}

/** dx = dy * (x > edge ? 0 : x > 0 ? 1 : leak), n values. */
export function generalReluBackward(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 3);
  const x = pointerAt(args, 0);
  const dy = pointerAt(args, 1);
  const dx = pointerAt(args, 2);
  const leak = f32x4.splat(f32At(args, 4));
  const edge = f32x4.splat(f32At(args, 5));
  let at = <usize>partOf(n, 16, thread, threads) << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  for (; at + 32 <= end; at += 32) {
    const first = slope(v128.load(x + at), v128.load(dy + at), leak, edge);
    const second = slope(v128.load(x + at, 16), v128.load(dy + at, 16), leak, edge);
    v128.store(dx + at, first);
    v128.store(dx + at, second, 16);
  }
  for (; at < end; at += 4) {
    v128.store_lane<f32>(dx + at, slope(v128.load32_zero(x + at), v128.load32_zero(dy + at), leak, edge), 0);
  }
}
