import { i32At, pointerAt } from './control';
import { partOf } from './share';
import { Elu, Gelu, Selu, Sigmoid, Silu, Softplus, Tanh } from './smooth';

function values<F>(args: usize, at: usize, end: usize): void {
  const f = changetype<F>(0);
  const x = pointerAt(args, 0);
  const y = pointerAt(args, 1);
  for (; at + 16 <= end; at += 16) v128.store(y + at, f.value(v128.load(x + at)));
  for (; at < end; at += 4) v128.store_lane<f32>(y + at, f.value(v128.load32_zero(x + at)), 0);
}

function gradients<F>(args: usize, at: usize, end: usize): void {
  const f = changetype<F>(0);
  const kept = pointerAt(args, 0);
  const dy = pointerAt(args, 1);
  const dx = pointerAt(args, 2);
  for (; at + 16 <= end; at += 16) {
    v128.store(dx + at, f32x4.mul(v128.load(dy + at), f.slope(v128.load(kept + at))));
  }
  for (; at < end; at += 4) {
    const slope = f.slope(v128.load32_zero(kept + at));
    v128.store_lane<f32>(dx + at, f32x4.mul(v128.load32_zero(dy + at), slope), 0);
  }
}

/** y = f(x), n values. The kinds of f are in the order of ../pointwise.ts. */
export function pointwiseForward(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 2);
  const at = <usize>partOf(n, 16, thread, threads) << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  switch (i32At(args, 3)) {
    case 0:
      values<Elu>(args, at, end);
      break;
    case 1:
      values<Selu>(args, at, end);
      break;
    case 2:
      values<Sigmoid>(args, at, end);
      break;
    case 3:
      values<Tanh>(args, at, end);
      break;
    case 4:
      values<Softplus>(args, at, end);
      break;
    case 5:
      values<Silu>(args, at, end);
      break;
    case 6:
      values<Gelu>(args, at, end);
      break;
    default:
      unreachable();
  }
}

/** dx = dy * f', n values, from what was kept of the way forward. */
export function pointwiseBackward(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 3);
  const at = <usize>partOf(n, 16, thread, threads) << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  switch (i32At(args, 4)) {
    case 0:
      gradients<Elu>(args, at, end);
      break;
    case 1:
      gradients<Selu>(args, at, end);
      break;
    case 2:
      gradients<Sigmoid>(args, at, end);
      break;
    case 3:
      gradients<Tanh>(args, at, end);
      break;
    case 4:
      gradients<Softplus>(args, at, end);
      break;
    case 5:
      gradients<Silu>(args, at, end);
      break;
    case 6:
      gradients<Gelu>(args, at, end);
      break;
    default:
      unreachable();
  }
}
