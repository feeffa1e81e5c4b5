import { i32At, f32At, pointerAt } from './control';
import { partOf } from './share';

/** mulberry32 (T. Ettinger) of four states. */
@inline function random(state: v128): v128 {
  let bits = i32x4.mul(v128.xor(state, i32x4.shr_u(state, 15)), v128.or(state, i32x4.splat(1)));
  const mixed = i32x4.mul(v128.xor(bits, i32x4.shr_u(bits, 7)), v128.or(bits, i32x4.splat(61)));
  bits = v128.xor(i32x4.add(bits, mixed), bits);
  return v128.xor(bits, i32x4.shr_u(bits, 14));
}

const STEP: i32 = 0x6d2b79f5;

/**
 * y = x * kept where the random number of its place, of 2 ** 32, is `threshold` at least, else 0; n values.
 */
export function dropout(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const y = pointerAt(args, 1);
  const n = i32At(args, 2);
  const from = partOf(n, 16, thread, threads);
  const threshold = i32x4.splat(i32At(args, 4));
  const kept = f32x4.splat(f32At(args, 5));
  let at = <usize>from << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  const state = i32At(args, 3) + from * STEP;
  let states = i32x4.add(i32x4.splat(state), i32x4.mul(i32x4.splat(STEP), i32x4(1, 2, 3, 4)));
  for (; at + 16 <= end; at += 16) {
    const stays = i32x4.ge_u(random(states), threshold);
    v128.store(y + at, v128.and(stays, f32x4.mul(v128.load(x + at), kept)));
    states = i32x4.add(states, i32x4.splat(<i32>(<u32>STEP * 4)));
  }
  const stays = i32x4.ge_u(random(states), threshold);
  let last = stays;
  for (; at < end; at += 4) {
    v128.store_lane<f32>(y + at, v128.and(last, f32x4.mul(v128.load32_zero(x + at), kept)), 0);
    last = i8x16.shuffle(last, last, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
  }
}
