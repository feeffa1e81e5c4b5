import { lasting } from './lasting.ts';
import { percent, rounded } from './numbers.ts';
import type { SeenLayer } from './seen.ts';

/** Of what is centered and of deviation 1 a bound at 1 cuts off 16 %. */
const SHARE = 0.2;

/** A value at the ceiling is told from no larger one, and no gradient goes back through it. */
export const saturated = lasting<SeenLayer>({
  kind: 'saturated',
  batches: 20,
  holds: ({ look: { capped } }) => capped !== null && capped >= SHARE,
  words: ({ facts: { kind, max }, look }) => ({
    message: `${percent(look.capped!)} of its values are at the bound of ${kind} (${rounded(max!)}), where no gradient goes back`,
    advice:
      kind === 'GeneralReLU'
        ? 'a higher max, or none (max: null)'
        : 'an activation without an upper bound (general-relu with leak 0.1, sub 0.4), smaller initial weights (init: {kind: lsuv}), a lower learning rate, norm: {kind: batch}',
  }),
});
