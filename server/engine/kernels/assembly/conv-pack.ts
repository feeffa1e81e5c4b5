// The filter [kh, kw, in, out] in blocks of 8 of the channels that a kernel writes: [block, kh, kw, channels read, 8],
// zeros where the last block has fewer. One step of the inner loop reads 32 bytes that follow each other.
import { placeOfTap } from './conv-taps';
import { partOf } from './share';

/** Blocks of the output channels, for the way forward. Each thread packs some; a barrier must follow. */
export function packFilter(
  filter: usize,
  packed: usize,
  taps: i32,
  ci: i32,
  co: i32,
  thread: i32,
  threads: i32,
): void {
  const rows = taps * ci;
  const from = partOf(rows, 1, thread, threads);
  const to = partOf(rows, 1, thread + 1, threads);
  for (let c = 0; c < co; c += 8) {
    const block = packed + <usize>(c >> 3) * <usize>rows * 32;
    for (let row = from; row < to; row++) {
      packEight(filter + ((<usize>row * co + c) << 2), block + <usize>row * 32, co - c);
    }
  }
}

@inline function packEight(from: usize, to: usize, count: i32): void {
  if (count >= 8) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else {
    for (let u = 0; u < 8; u++) store<f32>(to + (u << 2), u < count ? load<f32>(from + (u << 2)) : 0);
  }
}

/** Of `count` values, at most 8 are packed to 8 (the bias). */
export function packVector(from: usize, to: usize, count: i32): void {
  for (let c = 0; c < count; c += 8) {
    const place = <usize>c << 2;
    if (from != 0) {
      packEight(from + place, to + place, count - c);
    } else {
      v128.store(to + place, f32x4.splat(0));
      v128.store(to + place, f32x4.splat(0), 16);
    }
  }
}

/** Blocks of the input channels, taps in the order of gradientTaps, for the input gradient. */
export function packTransposed(
  filter: usize,
  packed: usize,
  kh: i32,
  kw: i32,
  ci: i32,
  co: i32,
  stride: i32,
  thread: i32,
  threads: i32,
): void {
  const taps = kh * kw;
  const units = taps * ((ci + 7) >> 3);
  const to = partOf(units, 1, thread + 1, threads);
  for (let unit = partOf(units, 1, thread, threads); unit < to; unit++) {
    const block = unit / taps;
    const tap = unit % taps;
    const place = placeOfTap(tap / kw, kh, stride) * kw + placeOfTap(tap % kw, kw, stride);
    let p = packed + (<usize>(block * taps + place) * <usize>co) * 32;
    const first = block << 3;
    const count = ci - first < 8 ? ci - first : 8;
    for (let o = 0; o < co; o++, p += 32) {
      let from = filter + ((<usize>(tap * ci + first) * co + o) << 2);
      for (let u = 0; u < 8; u++, from += <usize>co << 2) {
        store<f32>(p + (u << 2), u < count ? load<f32>(from) : 0);
      }
    }
  }
}
