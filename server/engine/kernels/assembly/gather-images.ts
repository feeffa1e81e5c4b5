import { i32At, pointerAt } from './control';
import { partOf } from './share';

/**
 * Arguments: images (bytes, `size` each), indexes [n] (u32) of those wanted, table [256], out: x [n, size], n, size.
 * Every byte becomes the value of the table at its place.
 */
export function gatherImages(args: usize, thread: i32, threads: i32): void {
  const images = pointerAt(args, 0);
  const indexes = pointerAt(args, 1);
  const table = pointerAt(args, 2);
  const n = i32At(args, 4);
  const size = <usize>i32At(args, 5);
  const from = partOf(n, 1, thread, threads);
  const to = partOf(n, 1, thread + 1, threads);
  let x = pointerAt(args, 3) + <usize>from * (size << 2);
  for (let i = from; i < to; i++) {
    let at = images + <usize>load<u32>(indexes + (<usize>i << 2)) * size;
    const end = at + size;
    for (; at + 8 <= end; at += 8) {
      const low = load<u32>(at);
      const high = load<u32>(at, 4);
      store<f32>(x, valueOf(table, low));
      store<f32>(x, valueOf(table, low >> 8), 4);
      store<f32>(x, valueOf(table, low >> 16), 8);
      store<f32>(x, valueOf(table, low >> 24), 12);
      store<f32>(x, valueOf(table, high), 16);
      store<f32>(x, valueOf(table, high >> 8), 20);
      store<f32>(x, valueOf(table, high >> 16), 24);
      store<f32>(x, valueOf(table, high >> 24), 28);
      x += 32;
    }
    for (; at < end; at++) {
      store<f32>(x, valueOf(table, <u32>load<u8>(at)));
      x += 4;
    }
  }
}

/** That of the lowest byte. */
@inline function valueOf(table: usize, bytes: u32): f32 {
  return load<f32>(table + (<usize>(bytes & 255) << 2));
}
