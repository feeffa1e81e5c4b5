import { barrier, i32At, pointerAt } from './control';
import { gather } from './conv-gather';
import { packFilter, packVector } from './conv-pack';
import { forwardTaps, TAPS } from './conv-taps';
import { aligned } from './scratch';

/**
 * x [n, h, w, ci], filter [kh, kw, ci, co], bias [co] or none -> y [n, oh, ow, co]; with moments [2 * co] in f64 also
 * the sum over each channel of y and the sum of its squares. ../conv2d.ts says how much scratch it needs.
 */
export function convForward(args: usize, thread: i32, threads: i32): void {
  const moments = pointerAt(args, 4);
  const n = i32At(args, 6);
  const h = i32At(args, 7);
  const w = i32At(args, 8);
  const ci = i32At(args, 9);
  const kh = i32At(args, 10);
  const kw = i32At(args, 11);
  const stride = i32At(args, 12);
  const padding = i32At(args, 13);
  const oh = i32At(args, 14);
  const ow = i32At(args, 15);
  const co = i32At(args, 16);
  const blocks = (co + 7) >> 3;
  const packed = pointerAt(args, 5);
  const bias = packed + aligned(<usize>(blocks * kh * kw * ci) * 32);
  const rowTaps = bias + aligned(<usize>blocks * 32);
  const columnTaps = rowTaps + aligned(<usize>oh * TAPS);
  const owns = columnTaps + aligned(<usize>ow * TAPS);
  const ownBytes = 64 + <usize>blocks * 128;

  packFilter(pointerAt(args, 1), packed, kh * kw, ci, co, thread, threads);
  if (thread == 0) {
    packVector(pointerAt(args, 2), bias, co);
    forwardTaps(rowTaps, h, oh, kh, stride, padding);
    forwardTaps(columnTaps, w, ow, kw, stride, padding);
  }
  barrier(args, threads);
  gather(pointerAt(args, 0), packed, bias, pointerAt(args, 3), rowTaps, columnTaps, owns + <usize>thread * ownBytes,
    moments != 0, n, h, w, ci, kh, kw, oh, ow, co, 1, thread, threads);
  if (moments == 0) return;
  barrier(args, threads);
  if (thread != 0) return;
  for (let c = 0; c < co; c++) {
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let t = 0; t < threads; t++) {
      const own = owns + <usize>t * ownBytes + 64 + <usize>(c >> 3) * 128 + (<usize>(c & 7) << 3);
      sum += load<f64>(own);
      squares += load<f64>(own, 64);
    }
    store<f64>(moments + (<usize>c << 3), sum);
    store<f64>(moments + (<usize>(co + c) << 3), squares);
  }
}
