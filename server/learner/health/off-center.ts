import { lasting } from './lasting.ts';
import { rounded } from './numbers.ts';
import type { SeenLayer } from './seen.ts';

/** ReLU of centered values has a mean of 0.7 deviations, which networks live with. */
const DEVIATIONS = 1.5;
/** Less is near to 0, whatever the deviation. */
const MEAN = 0.3;

export const offCenter = lasting<SeenLayer>({
  kind: 'off-center',
  batches: 30,
  holds: ({ look: { mean, std } }) => Math.abs(mean) > MEAN && Math.abs(mean) > DEVIATIONS * std,
  words: ({ look: { mean, std } }) => ({
    message: `its mean is ${rounded(mean)}, ${rounded(Math.abs(mean) / std)} deviations away from 0: the next layer sees little but an offset`,
    advice:
      'normalized input (normalize: first-batch), an activation that can be centered (general-relu with leak 0.1, sub 0.4), LSUV (init: {kind: lsuv}), norm: {kind: batch}',
  }),
});
