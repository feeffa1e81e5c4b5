import { barrier, i32At, pointerAt } from './control';
import { partOf } from './share';

/** Bytes between what two threads write into the scratch memory. */
const APART: usize = 64;

/**
 * Arguments: logits [n, classes], labels [n] (i32), out: count [1] (i32), scratch (64 bytes a thread), n, classes.
 * How many rows have the first of their largest values at the label.
 */
export function countHits(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const labels = pointerAt(args, 1);
  const scratch = pointerAt(args, 3);
  const n = i32At(args, 4);
  const classes = i32At(args, 5);
  const row = <usize>classes << 2;
  const to = partOf(n, 1, thread + 1, threads);
  let count = 0;
  for (let i = partOf(n, 1, thread, threads); i < to; i++) {
    const at = x + <usize>i * row;
    let best = 0;
    let largest = load<f32>(at);
    for (let c = 1; c < classes; c++) {
      const value = load<f32>(at + (<usize>c << 2));
      const larger = value > largest;
      best = select(c, best, larger);
      largest = select(value, largest, larger);
    }
    count += i32(best == load<i32>(labels + (<usize>i << 2)));
  }
  store<i32>(scratch + <usize>thread * APART, count);
  barrier(args, threads);
  if (thread > 0) return;
  for (let other = 1; other < threads; other++) count += load<i32>(scratch + <usize>other * APART);
  store<i32>(pointerAt(args, 2), count);
}
