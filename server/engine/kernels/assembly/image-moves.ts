import { f32At, i32At, pointerAt } from './control';
import { partOf } from './share';

/** Arguments: from, into, n values. */
export function copyValues(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 2);
  const at = <usize>partOf(n, 16, thread, threads) << 2;
  const end = <usize>partOf(n, 16, thread + 1, threads) << 2;
  memory.copy(pointerAt(args, 1) + at, pointerAt(args, 0) + at, end - at);
}

/**
 * Arguments: images [n, height, line], into (may be the images), downs [n], rights [n] (i32, in values), n, height, line,
 * fill. Each value becomes the one `down` lines below and `right` values to the right, or `fill` where there is none.
 */
export function shiftImages(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 4);
  const line = i32At(args, 6);
  const fill = f32At(args, 7);
  const values = i32At(args, 5) * line;
  const to = partOf(n, 1, thread + 1, threads);
  for (let i = partOf(n, 1, thread, threads); i < to; i++) {
    const offset = (<usize>i * <usize>values) << 2;
    const image = pointerAt(args, 0) + offset;
    const moved = pointerAt(args, 1) + offset;
    const down = load<i32>(pointerAt(args, 2) + (<usize>i << 2));
    const right = load<i32>(pointerAt(args, 3) + (<usize>i << 2));
    // The rows lie one after the other, so all move at once; what came in from another row is filled afterwards.
    const by = down * line + right;
    const skip = <usize>min(abs(by), values) << 2;
    const rest = (<usize>values << 2) - skip;
    if (by >= 0) memory.copy(moved, image + skip, rest);
    else memory.copy(moved + skip, image, rest);
    fillRows(moved, values, line, down, fill);
    fillColumns(moved, values, line, right, fill);
  }
}

function fillRows(image: usize, values: i32, line: i32, down: i32, fill: f32): void {
  const count = min(abs(down) * line, values);
  let at = image + (down > 0 ? <usize>(values - count) << 2 : 0);
  const end = at + (<usize>count << 2);
  for (; at < end; at += 4) store<f32>(at, fill);
}

function fillColumns(image: usize, values: i32, line: i32, right: i32, fill: f32): void {
  const count = min(abs(right), line);
  const first = right > 0 ? line - count : 0;
  for (let row = 0; row < values; row += line) {
    let at = image + (<usize>(row + first) << 2);
    const end = at + (<usize>count << 2);
    for (; at < end; at += 4) store<f32>(at, fill);
  }
}

/**
 * Arguments: images [n, height, width, channels], into (may be the images), chosen [n] (i32: 0 or 1), n, height, width,
 * channels. Those chosen become their mirror images.
 */
export function mirrorImages(args: usize, thread: i32, threads: i32): void {
  const n = i32At(args, 3);
  const height = i32At(args, 4);
  const channels = <usize>i32At(args, 6) << 2;
  const line = <usize>i32At(args, 5) * channels;
  const bytes = <usize>height * line;
  const to = partOf(n, 1, thread + 1, threads);
  for (let i = partOf(n, 1, thread, threads); i < to; i++) {
    let from = pointerAt(args, 0) + <usize>i * bytes;
    let into = pointerAt(args, 1) + <usize>i * bytes;
    if (load<i32>(pointerAt(args, 2) + (<usize>i << 2)) == 0) {
      if (into != from) memory.copy(into, from, bytes);
      continue;
    }
    for (let row = 0; row < height; row++) {
      mirrorRow(from, into, line, channels);
      from += line;
      into += line;
    }
  }
}

/** From both ends to the middle, so that a row can be its own mirror image. `line`, `channels`: bytes. */
function mirrorRow(from: usize, into: usize, line: usize, channels: usize): void {
  let left: usize = 0;
  let right = line;
  if (channels == 4) {
    for (; left + 32 <= right; left += 16) {
      right -= 16;
      const first = v128.load(from + left);
      const last = v128.load(from + right);
      v128.store(into + left, v128.shuffle<i32>(last, last, 3, 2, 1, 0));
      v128.store(into + right, v128.shuffle<i32>(first, first, 3, 2, 1, 0));
    }
  }
  for (; left < right; left += channels) {
    right -= channels;
    for (let c: usize = 0; c < channels; c += 4) {
      const first = load<f32>(from + left + c);
      const last = load<f32>(from + right + c);
      store<f32>(into + left + c, last);
      store<f32>(into + right + c, first);
    }
  }
}
