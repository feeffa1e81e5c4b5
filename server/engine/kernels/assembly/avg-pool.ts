import { i32At, pointerAt } from './control';
import { partOf } from './share';

/** y[c] = share * the sum of x over rows x columns, whose rows lie `stride` bytes apart. */
function windowMean(x: usize, y: usize, c: i32, rows: i32, columns: i32, stride: usize): void {
  const share: f32 = <f32>(1.0 / <f64>(rows * columns));
  const next = <usize>c << 2;
  let channel: usize = 0;
  for (; channel + 16 <= next; channel += 16) {
    let sum = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      let at = x + <usize>row * stride + channel;
      for (let column = 0; column < columns; column++, at += next) sum = f32x4.add(sum, v128.load(at));
    }
    v128.store(y + channel, f32x4.mul(sum, f32x4.splat(share)));
  }
  for (; channel < next; channel += 4) {
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      let at = x + <usize>row * stride + channel;
      for (let column = 0; column < columns; column++, at += next) sum += load<f32>(at);
    }
    store<f32>(y + channel, sum * share);
  }
}

/**
 * y [n, outHeight, outWidth, c] = means of x [n, height, width, c] over windows of rows x columns that touch
 * each other; one at the end may reach beyond x and is then the mean of what is there.
 */
export function avgPoolForward(args: usize, thread: i32, threads: i32): void {
  const x = pointerAt(args, 0);
  const y = pointerAt(args, 1);
  const n = i32At(args, 2);
  const height = i32At(args, 3);
  const width = i32At(args, 4);
  const c = i32At(args, 5);
  const outHeight = i32At(args, 6);
  const outWidth = i32At(args, 7);
  const rows = i32At(args, 8);
  const columns = i32At(args, 9);
  const stride = <usize>(width * c) << 2;
  const end = partOf(n * outHeight, 1, thread + 1, threads);
  for (let line = partOf(n * outHeight, 1, thread, threads); line < end; line++) {
    const image = line / outHeight;
    const row = (line - image * outHeight) * rows;
    const from = x + <usize>(image * height + row) * stride;
    for (let j = 0; j < outWidth; j++) {
      const column = j * columns;
      windowMean(
        from + (<usize>(column * c) << 2),
        y + (<usize>((line * outWidth + j) * c) << 2),
        c,
        min(rows, height - row),
        min(columns, width - column),
        stride,
      );
    }
  }
}

/** to[c] = from[c] * share */
@inline function spread(from: usize, to: usize, size: usize, share: f32): void {
  let at: usize = 0;
  for (; at + 16 <= size; at += 16) v128.store(to + at, f32x4.mul(v128.load(from + at), f32x4.splat(share)));
  for (; at < size; at += 4) store<f32>(to + at, load<f32>(from + at) * share);
}

/** The same sizes: dy -> dx, each gradient in equal shares over its window; 0 where there is none. */
export function avgPoolBackward(args: usize, thread: i32, threads: i32): void {
  const dy = pointerAt(args, 0);
  const dx = pointerAt(args, 1);
  const n = i32At(args, 2);
  const height = i32At(args, 3);
  const width = i32At(args, 4);
  const c = i32At(args, 5);
  const outHeight = i32At(args, 6);
  const outWidth = i32At(args, 7);
  const rows = i32At(args, 8);
  const columns = i32At(args, 9);
  const size = <usize>c << 2;
  const end = partOf(n * height, 1, thread + 1, threads);
  for (let line = partOf(n * height, 1, thread, threads); line < end; line++) {
    const image = line / height;
    const window = (line - image * height) / rows;
    let to = dx + <usize>line * <usize>width * size;
    const stop = to + <usize>width * size;
    if (window < outHeight) {
      let from = dy + <usize>((image * outHeight + window) * outWidth) * size;
      const real = min(rows, height - window * rows);
      for (let j = 0; j < outWidth; j++, from += size) {
        const across = min(columns, width - j * columns);
        const share: f32 = <f32>(1.0 / <f64>(real * across));
        for (let k = 0; k < across; k++, to += size) spread(from, to, size, share);
      }
    }
    memory.fill(to, 0, stop - to);
  }
}
