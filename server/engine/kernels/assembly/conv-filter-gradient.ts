import { barrier, i32At, pointerAt } from './control';
import { addRows, fewChannelSums, panelSums } from './conv-filter-sums';
import { putPaddedImage, putPanels } from './conv-panels';
import { aligned, pitchOf } from './scratch';
import { partOf } from './share';

/**
 * x [n, h, w, ci], dy [n, oh, ow, co] -> dFilter [kh, kw, ci, co], and dBias [co] unless none is wanted. Each thread
 * sums over its images, `chunk` at a time, which are laid out as the inner loop likes them and stay in the cache while
 * all taps are gone through; then all threads add up what each has, in the order of the threads.
 * ../conv2d-scratch.ts says how much scratch it needs.
 */
export function convFilterGradient(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const dy = pointerAt(args, 1);
  const dFilter = pointerAt(args, 2);
  const dBias = pointerAt(args, 3);
  const n = i32At(args, 5);
  const h = i32At(args, 6);
  const w = i32At(args, 7);
  const ci = i32At(args, 8);
  const kh = i32At(args, 9);
  const kw = i32At(args, 10);
  const stride = i32At(args, 11);
  const padding = i32At(args, 12);
  const oh = i32At(args, 13);
  const ow = i32At(args, 14);
  const co = i32At(args, 15);
  const chunk = i32At(args, 16);
  const few = ci < 4;

  const taps = few ? 1 : kh * kw;
  const channels = few ? kh * kw * ci : ci;
  const wide = (channels + 3) & ~3;
  const wideOut = (co + 7) & ~7;
  const high = (oh - 1) * stride + kh;
  const across = (ow - 1) * stride + kw;
  const positions = oh * ow;
  const xPitch = few ? aligned(<usize>(chunk * high * across * ci) << 2) : pitchOf(<usize>(chunk * h * w) << 4);
  const dPitch = few ? aligned(<usize>(chunk * positions * wideOut) << 2) : pitchOf(<usize>(chunk * positions) << 5);
  const gBytes = aligned(<usize>(taps * wide * wideOut) << 2);
  const sumBytes = aligned(<usize>wideOut << 3);
  const xBytes = few ? xPitch : xPitch * (wide >> 2);
  const dBytes = few ? (wideOut == co ? 0 : dPitch) : dPitch * (wideOut >> 3);
  const ownBytes = gBytes + sumBytes + xBytes + dBytes;
  const owns = pointerAt(args, 4);
  const g = owns + <usize>thread * ownBytes;
  const sums = g + gBytes;
  const xCopy = sums + sumBytes;
  const dCopy = xCopy + xBytes;

  const from = partOf(n, 1, thread, threads);
  const to = partOf(n, 1, thread + 1, threads);
  if (from == to) memory.fill(g, 0, gBytes);
  memory.fill(sums, 0, sumBytes);
  for (let image = from; image < to; image += chunk) {
    const count = to - image < chunk ? to - image : chunk;
    const fresh = image == from;
    const xs = x + (<usize>(image * h * w * ci) << 2);
    let ds = dy + (<usize>(image * positions * co) << 2);
    if (few) {
      for (let i = 0; i < count; i++) {
        putPaddedImage(xs + (<usize>(i * h * w * ci) << 2), xCopy + (<usize>(i * high * across * ci) << 2),
          h, w, ci, high, across, padding);
      }
      if (wideOut != co) {
        putWide(ds, dCopy, count * positions, co, wideOut);
        ds = dCopy;
      }
      fewChannelSums(xCopy, ds, g, fresh, count, high, across, ci, kh, kw, stride, oh, ow, wideOut);
      if (dBias != 0) {
        for (let o: usize = 0; o < <usize>wideOut; o += 8) {
          addRows(ds + (o << 2), count * positions, <usize>wideOut << 2, sums + (o << 3));
        }
      }
    } else {
      putPanels(xs, xCopy, count, h * w, ci, 4, xPitch);
      putPanels(ds, dCopy, count, positions, co, 8, dPitch);
      panelSums(xCopy, xPitch, dCopy, dPitch, g, fresh, count, h, w, wide, kh, kw, stride, padding, oh, ow, wideOut);
      if (dBias != 0) {
        for (let o: usize = 0; o < <usize>wideOut; o += 8) {
          addRows(dCopy + (o >> 3) * dPitch, count * positions, 32, sums + (o << 3));
        }
      }
    }
  }
  barrier(args, threads);
  addUp(owns, ownBytes, dFilter, taps, channels, wide, co, wideOut, thread, threads);
  if (dBias != 0 && thread == 0) {
    for (let o = 0; o < co; o++) {
      let sum: f64 = 0;
      for (let t = 0; t < threads; t++) sum += load<f64>(owns + <usize>t * ownBytes + gBytes + (<usize>o << 3));
      store<f32>(dBias + (<usize>o << 2), <f32>sum);
    }
  }
}

/** [count, channels] with zeros behind each row's values up to `wide`. */
function putWide(from: usize, to: usize, count: i32, channels: i32, wide: i32): void {
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < wide; c++, to += 4) store<f32>(to, c < channels ? load<f32>(from + (<usize>c << 2)) : 0);
    from += <usize>channels << 2;
  }
}

/** dFilter [taps, channels, co] = the sum of what the threads have, [taps, wide, wideOut] each. */
function addUp(
  owns: usize,
  ownBytes: usize,
  dFilter: usize,
  taps: i32,
  channels: i32,
  wide: i32,
  co: i32,
  wideOut: i32,
  thread: i32,
  threads: i32,
): void {
  const rows = taps * channels;
  const end = partOf(rows, 1, thread + 1, threads);
  for (let row = partOf(rows, 1, thread, threads); row < end; row++) {
    let from = owns + (<usize>((row / channels) * wide + (row % channels)) * wideOut << 2);
    let to = dFilter + (<usize>row * co << 2);
    let left = co;
    for (; left >= 4; left -= 4, from += 16, to += 16) {
      let sum = v128.load(from);
      for (let t = 1; t < threads; t++) sum = f32x4.add(sum, v128.load(from + <usize>t * ownBytes));
      v128.store(to, sum);
    }
    for (; left > 0; left--, from += 4, to += 4) {
      let sum = load<f32>(from);
      for (let t = 1; t < threads; t++) sum += load<f32>(from + <usize>t * ownBytes);
      store<f32>(to, sum);
    }
  }
}
