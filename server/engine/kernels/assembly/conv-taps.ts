// Which taps of the filter an output row (or column) sees: a table with three whole numbers for each, the first input
// row, how many, and the place of the first tap among the packed ones. The taps of one output row are neighbours in both.
// Padding has no taps: it is skipped, not multiplied with.

/** Bytes of a table's row. */
export const TAPS: usize = 12;

@inline function put(table: usize, at: i32, first: i32, count: i32, tap: i32): void {
  const row = table + <usize>at * TAPS;
  store<i32>(row, first);
  store<i32>(row, count > 0 ? count : 0, 4);
  store<i32>(row, tap, 8);
}

/** Of a convolution along one axis: output o sees input stride * o - padding + k through tap k. */
export function forwardTaps(table: usize, size: i32, out: i32, k: i32, stride: i32, padding: i32): void {
  for (let o = 0; o < out; o++) {
    const first = stride * o - padding;
    const tap = first < 0 ? -first : 0;
    const end = k < size - first ? k : size - first;
    put(table, o, first + tap, end - tap, tap);
  }
}

/**
 * Of its input gradient: input q sees output o through tap q + padding - stride * o. Inputs of one phase (their place
 * modulo the stride) see the same taps, which lie packed together, last first.
 */
export function gradientTaps(table: usize, size: i32, out: i32, k: i32, stride: i32, padding: i32): void {
  for (let q = 0; q < size; q++) {
    const phase = (q + padding) % stride;
    const last = (q + padding) / stride;
    const taps = tapsOfPhase(k, stride, phase);
    const first = last - taps + 1 > 0 ? last - taps + 1 : 0;
    const end = last < out - 1 ? last : out - 1;
    put(table, q, first, end - first + 1, placeOfTap(phase + stride * (last - first), k, stride));
  }
}

/** Where the input gradient's packing puts tap `tap`. */
export function placeOfTap(tap: i32, k: i32, stride: i32): i32 {
  const phase = tap % stride;
  let place = 0;
  for (let before = 0; before < phase; before++) place += tapsOfPhase(k, stride, before);
  return place + tapsOfPhase(k, stride, phase) - 1 - tap / stride;
}

@inline function tapsOfPhase(k: i32, stride: i32, phase: i32): i32 {
  return phase < k ? (k - phase + stride - 1) / stride : 0;
}
