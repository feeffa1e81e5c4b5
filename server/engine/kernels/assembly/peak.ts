import { i32At, pointerAt } from './control';
import { madd } from './vector';

/**
 * For benches: what the machine can do at most. Each thread does 64 * n multiplications and as many additions in 8
 * independent sums, with no memory to wait for; the result is written to y so that it cannot be left out.
 */
export function peak(args: usize, thread: i32, _threads: i32): void {
  const half = f32x4.splat(0.5);
  const one = f32x4.splat(1);
  let a0 = one, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  let n = i32At(args, 1);
  do {
    a0 = madd(a0, half, one);
    a1 = madd(a1, half, one);
    a2 = madd(a2, half, one);
    a3 = madd(a3, half, one);
    a4 = madd(a4, half, one);
    a5 = madd(a5, half, one);
    a6 = madd(a6, half, one);
    a7 = madd(a7, half, one);
    a0 = madd(a0, half, one);
    a1 = madd(a1, half, one);
    a2 = madd(a2, half, one);
    a3 = madd(a3, half, one);
    a4 = madd(a4, half, one);
    a5 = madd(a5, half, one);
    a6 = madd(a6, half, one);
    a7 = madd(a7, half, one);
  } while (--n > 0);
  const sum = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(f32x4.add(a4, a5), f32x4.add(a6, a7)));
  v128.store(pointerAt(args, 0) + (<usize>thread << 6), sum);
}
