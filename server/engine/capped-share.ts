export type Bounds = { low: number; high: number };

/** Of a large layer so many values are looked at: the share is right to 0.01, and takes no time. */
const SAMPLES = 8192;
/** From one to the next; a prime, so that all channels and places have their turn. */
const STRIDE = 7919;

/** The share of values, 0 to 1, that are at `high` or above, or at `low` or below. NaN is neither. */
export function cappedShare(values: Float32Array, { low, high }: Bounds): number {
  const isLarge = values.length > SAMPLES;
  const samples = isLarge ? SAMPLES : values.length;
  const stride = isLarge ? STRIDE : 1;
  let capped = 0;
  for (let i = 0, place = 0; i < samples; i++, place = (place + stride) % values.length) {
    const value = values[place]!;
    if (value >= high || value <= low) capped++;
  }
  return capped / samples;
}
