// Channels are the last axis. So that four of any number of them fill a vector, rows are taken together to
// periods of whole cache lines, the parameters of the channels are repeated over one, and each of its places
// has a sum of its own.

/** Floats a cache line, and so the least common multiple is taken with it. */
export const LINE: i32 = 16;

/** The shortest run of whole rows, in floats, that is whole lines too. */
export function periodOf(c: i32): i32 {
  const shared = min(c & -c, LINE);
  return (c / shared) * LINE;
}

/** Repeats c floats over a period. */
export function repeat(from: usize, c: i32, to: usize, period: i32): void {
  for (let i = 0, channel = 0; i < period; i++) {
    store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>channel << 2)));
    if (++channel == c) channel = 0;
  }
}

/** Repeats what stands in the first c of a period over the rest of it. */
@inline export function repeatOver(at: usize, c: i32, period: i32): void {
  for (let i = c; i < period; i++) store<f32>(at + (<usize>i << 2), load<f32>(at + (<usize>(i - c) << 2)));
}
