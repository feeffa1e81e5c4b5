/** Values of a standard normal distribution: the same for the same seed (mulberry32, Box-Muller). */
export function normal(size: number, seed: number): Float32Array {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from(
    { length: size },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** The largest difference, in shares of the largest wanted value. */
export function worst(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < want.length; i++) {
    largest = Math.max(largest, Math.abs(want[i]!));
    // A NaN is worse than anything.
    difference = Math.max(difference, Math.abs(got[i]! - want[i]!) || (got[i] === want[i] ? 0 : Infinity));
  }
  return difference / (largest || 1);
}
