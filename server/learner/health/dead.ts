import { lasting } from './lasting.ts';
import type { LayerFacts, LayerLook } from './look.ts';
import { percent, rounded } from './numbers.ts';
import { onset } from './onset.ts';
import type { SeenLayer } from './seen.ts';

/** ReLU zeroes half of what comes, and four fifths in networks that learn well. */
const SHARE = 0.95;

/** Nothing but the floor comes out, and no gradient goes back. A leaky activation has no such floor. */
export const isDead = ({ floor }: LayerFacts, { dead }: LayerLook): boolean =>
  floor !== null && dead >= SHARE;

/** Lesson 10's dead chart, where the activation is flat and its units can die. */
export const dead = lasting<SeenLayer>({
  kind: 'dead',
  batches: 20,
  holds: ({ facts, look }) => isDead(facts, look),
  words: ({ facts, look }, since) => ({
    message: `${percent(look.dead)} of its values are at the floor (${rounded(facts.floor!)}) of ${facts.kind}, where no gradient goes back: hardly any of its units learn`,
    advice: `${onset(since) === 'start' ? 'Kaiming init (init: {kind: kaiming}) or LSUV, and normalized input' : 'a lower learning rate or a warm-up (schedule: {kind: one-cycle})'}; an activation that leaks: general-relu with leak 0.1, sub 0.4; norm: {kind: batch}`,
  }),
});
