import { barrier, i32At, pointerAt } from './control';
import { gather } from './conv-gather';
import { packTransposed, packVector } from './conv-pack';
import { gradientTaps, TAPS } from './conv-taps';
import { aligned } from './scratch';

/**
 * dy [n, oh, ow, co], filter [kh, kw, ci, co] -> dx [n, h, w, ci]: each position of dx gathers what it gave to dy,
 * so that no two threads write to the same place.
 */
export function convInputGradient(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 4);
  const h = i32At(args, 5);
  const w = i32At(args, 6);
  const ci = i32At(args, 7);
  const kh = i32At(args, 8);
  const kw = i32At(args, 9);
  const stride = i32At(args, 10);
  const padding = i32At(args, 11);
  const oh = i32At(args, 12);
  const ow = i32At(args, 13);
  const co = i32At(args, 14);
  const blocks = (ci + 7) >> 3;
  const packed = pointerAt(args, 3);
  const bias = packed + aligned(<usize>(blocks * kh * kw * co) * 32);
  const rowTaps = bias + aligned(<usize>blocks * 32);
  const columnTaps = rowTaps + aligned(<usize>h * TAPS);

  packTransposed(pointerAt(args, 1), packed, kh, kw, ci, co, stride, thread, threads);
  if (thread == 0) {
    packVector(0, bias, ci);
    gradientTaps(rowTaps, h, oh, kh, stride, padding);
    gradientTaps(columnTaps, w, ow, kw, stride, padding);
  }
  barrier(args, threads);
  gather(pointerAt(args, 0), packed, bias, pointerAt(args, 2), rowTaps, columnTaps, 0, false,
    n, oh, ow, co, kh, kw, h, w, ci, stride, thread, threads);
}
