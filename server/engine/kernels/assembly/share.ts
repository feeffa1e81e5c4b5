/** Where the part of thread `thread` begins when `n` things are dealt out in runs of whole `grain`s; its end is that of the next one. */
@inline export function partOf(n: i32, grain: i32, thread: i32, threads: i32): i32 {
  const grains = (n + grain - 1) / grain;
  const begin = <i32>((<i64>grains * thread) / threads) * grain;
  return begin < n ? begin : n;
}
