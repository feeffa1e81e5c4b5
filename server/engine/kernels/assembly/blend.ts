import { f32At, i32At, pointerAt } from './control';

/** y = y * (1 - share) + x * share, n values: few, so one thread does it. */
export function blend(args: usize, thread: i32, threads: i32): void {
  if (thread != 0) return;
  const y = pointerAt(args, 1);
  const share = f32At(args, 3);
  const x = pointerAt(args, 0);
  const end = <usize>i32At(args, 2) << 2;
  for (let at: usize = 0; at < end; at += 4) {
    store<f32>(y + at, load<f32>(y + at) * (1 - share) + load<f32>(x + at) * share);
  }
}
