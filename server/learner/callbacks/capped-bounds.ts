import type { Marks } from '../../engine/index.ts';
import type { Activation } from '../nn/activations.ts';

/** Within this part of its range a smooth function counts as being at its bound, which it never quite reaches. */
const NEAR = 0.02;

/**
 * Where outputs count as capped: at the ceiling of an activation that is bounded above; where it is smooth and bounded on
 * both sides (tanh, sigmoid), at either bound. null: it has no ceiling. A floor that is flat is the dead share's.
 */
export function cappedBounds({ range, floor }: Activation): Marks['bounds'] {
  const [min, max] = range;
  if (!Number.isFinite(max)) return null;
  const isSmooth = Number.isFinite(min) && floor === null;
  const margin = isSmooth ? NEAR * (max - min) : 0;
  return { low: isSmooth ? min + margin : Number.NEGATIVE_INFINITY, high: max - margin };
}
