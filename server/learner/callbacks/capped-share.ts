import type { Activation } from '../nn/activations.ts';

/** Within this part of its range a smooth function counts as being at its bound, which it never quite reaches. */
const NEAR = 0.02;
/** Of a large layer so many values are looked at: the share is right to 0.01, and takes no time. */
const SAMPLES = 8192;
/** From one to the next; a prime, so that all channels and places have their turn. */
const STRIDE = 7919;

/**
 * The share of outputs, 0 to 1, at the ceiling of an activation that is bounded above; where it is smooth and bounded on
 * both sides (tanh, sigmoid), at either bound. null: it has no ceiling. A floor that is flat is the dead share's.
 */
export function cappedShare(values: Float32Array, { range, floor }: Activation): number | null {
  const [min, max] = range;
  if (!Number.isFinite(max)) return null;
  const isSmooth = Number.isFinite(min) && floor === null;
  const margin = isSmooth ? NEAR * (max - min) : 0;
  const [low, high] = [isSmooth ? min + margin : Number.NEGATIVE_INFINITY, max - margin];
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
