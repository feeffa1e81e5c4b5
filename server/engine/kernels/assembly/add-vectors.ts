import { i32At, pointerAt } from './control';
import { partOf } from './share';

/** y = a + b, n values; y may be a or b. */
export function addVectors(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 3);
  const from = partOf(n, 4, thread, threads);
  const to = partOf(n, 4, thread + 1, threads);
  const a = pointerAt(args, 0);
  const b = pointerAt(args, 1);
  const y = pointerAt(args, 2);
  let at = <usize>from << 2;
  const end = <usize>to << 2;
  for (; at + 16 <= end; at += 16) v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  for (; at < end; at += 4) store<f32>(y + at, load<f32>(a + at) + load<f32>(b + at));
}
