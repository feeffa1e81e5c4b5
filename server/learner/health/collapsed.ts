import { isDead } from './dead.ts';
import { lasting } from './lasting.ts';
import { rounded } from './numbers.ts';
import { onset } from './onset.ts';
import type { SeenLayer } from './seen.ts';

/** Where deviation 1 is wanted, a twentieth of it. */
const STD = 0.05;
/** PyTorch's default init begins so, and low rates take 40 batches to mend it. */
const BATCHES = 50;

/** Every image looks the same from here on. Units that are dead are spoken of as such. */
export const collapsed = lasting<SeenLayer>({
  kind: 'collapsed',
  batches: BATCHES,
  holds: ({ facts, look }) => look.std < STD && !isDead(facts, look),
  words: ({ look }, since) => ({
    message: `its values hardly differ any more: deviation ${rounded(look.std)} around ${rounded(look.mean)}, where 1 is wanted`,
    advice:
      onset(since) === 'start'
        ? 'Kaiming init (init: {kind: kaiming}) or LSUV (init: {kind: lsuv}), normalized input (normalize: first-batch), norm: {kind: batch}'
        : 'a lower learning rate or a warm-up (schedule: {kind: one-cycle}), norm: {kind: batch}',
  }),
});
