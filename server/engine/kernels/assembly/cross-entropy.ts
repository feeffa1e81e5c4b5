import { f32At, i32At, pointerAt, barrier } from './control';
import { exponential, logarithm } from './exponential';
import { partOf } from './share';
import { total } from './vector';

/** Bytes between what two threads write into the scratch memory. */
const APART: usize = 64;

/**
 * Arguments: logits [n, classes], labels [n] (i32), out: probabilities [n, classes], out: mean loss [1], scratch (64 bytes
 * a thread), n, classes. A label that is no class adds nothing to the loss.
 */
export function crossEntropy(args: usize, thread: i32, threads: i32): void {
  const labels = pointerAt(args, 1);
  const scratch = pointerAt(args, 4);
  const n = i32At(args, 5);
  const classes = i32At(args, 6);
  const row = <usize>classes << 2;
  const from = partOf(n, 1, thread, threads);
  const to = partOf(n, 1, thread + 1, threads);
  let x = pointerAt(args, 0) + <usize>from * row;
  let y = pointerAt(args, 2) + <usize>from * row;
  let loss: f64 = 0;
  for (let i = from; i < to; i++) {
    loss += softmaxRow(x, y, row, <u32>load<i32>(labels + (<usize>i << 2)), <u32>classes);
    x += row;
    y += row;
  }
  store<f64>(scratch + <usize>thread * APART, loss);
  barrier(args, threads);
  if (thread > 0) return;
  for (let other = 1; other < threads; other++) loss += load<f64>(scratch + <usize>other * APART);
  store<f32>(pointerAt(args, 3), <f32>(loss / <f64>n));
}

/** Softmax of `x` to `y`, both `row` bytes; gives -log of the probability of `label`. */
function softmaxRow(x: usize, y: usize, row: usize, label: u32, classes: u32): f64 {
  const vectors = row & ~15;
  let at: usize = 0;
  let lanes = f32x4.splat(-Infinity);
  for (; at < vectors; at += 16) lanes = f32x4.max(lanes, v128.load(x + at));
  let largest = max<f32>(
    max<f32>(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    max<f32>(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  );
  for (; at < row; at += 4) largest = max<f32>(largest, load<f32>(x + at));

  const shift = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (at = 0; at < vectors; at += 16) {
    const e = exponential(f32x4.sub(v128.load(x + at), shift));
    v128.store(y + at, e);
    sums = f32x4.add(sums, e);
  }
  let sum = total(sums);
  for (; at < row; at += 4) {
    const e = f32x4.extract_lane(exponential(f32x4.splat(load<f32>(x + at) - largest)), 0);
    store<f32>(y + at, e);
    sum += <f64>e;
  }

  const share = <f32>(1 / sum);
  const shares = f32x4.splat(share);
  for (at = 0; at < vectors; at += 16) v128.store(y + at, f32x4.mul(v128.load(y + at), shares));
  for (; at < row; at += 4) store<f32>(y + at, load<f32>(y + at) * share);

  if (label >= classes) return 0;
  return logarithm(sum) - (<f64>load<f32>(x + (<usize>label << 2)) - <f64>largest);
}

/**
 * Arguments: probabilities [n, classes], labels [n] (i32), dy [1], out: dx [n, classes], n, classes.
 * dx = (probabilities - one-hot) * dy / n, 0 in rows whose label is no class; may be written over the probabilities.
 */
export function crossEntropyGradient(args: usize, thread: i32, threads: i32): void {
  const labels = pointerAt(args, 1);
  const n = i32At(args, 4);
  const classes = i32At(args, 5);
  const scale = load<f32>(pointerAt(args, 2)) / <f32>n;
  const row = <usize>classes << 2;
  const from = partOf(n, 1, thread, threads);
  const to = partOf(n, 1, thread + 1, threads);
  const first = <usize>from * row;
  const y = pointerAt(args, 0);
  const dx = pointerAt(args, 3);
  const end = <usize>to * row;
  const lanes = f32x4.splat(scale);
  let at = first;
  for (; at + 16 <= end; at += 16) v128.store(dx + at, f32x4.mul(v128.load(y + at), lanes));
  for (; at < end; at += 4) store<f32>(dx + at, load<f32>(y + at) * scale);
  for (let i = from; i < to; i++) {
    const label = load<i32>(labels + (<usize>i << 2));
    const start = dx + <usize>i * row;
    if (<u32>label >= <u32>classes) {
      memory.fill(start, 0, row);
      continue;
    }
    const place = start + (<usize>label << 2);
    store<f32>(place, load<f32>(place) - scale);
  }
}
