import type { Detector, Found } from './detector.ts';
import { lasting } from './lasting.ts';
import { rounded } from './numbers.ts';
import { onset } from './onset.ts';
import type { Seen, SeenLayer, SeenNetwork } from './seen.ts';

/** Thirty times what is wanted. Outputs of the last layer may well have 10. */
const STD = 30;
/** No first batches are that far off and come back. */
const HOPELESS = 1000;
/** Of a loss, in terms of what knowing nothing costs. */
const LOSSES = 10;

const ADVICE = {
  start:
    'Kaiming init (init: {kind: kaiming}) or LSUV (init: {kind: lsuv}), normalized input (normalize: first-batch), norm: {kind: batch}',
  training: 'a lower learning rate or a warm-up to it (schedule: {kind: one-cycle}), norm: {kind: batch}',
};

const tooLarge = (std: number): string =>
  `its deviation is ${rounded(std)}, where 1 is wanted: gradients are as far off`;

/** Values far too large, layer by layer more so; at once where they are beyond hope or not finite. */
export const exploding = atOnce<SeenLayer>(
  ({ look: { mean, std } }) => !(Number.isFinite(mean) && std <= HOPELESS),
  ({ look: { mean, std } }, since) => ({
    message: Number.isFinite(std)
      ? tooLarge(std)
      : `its values are not finite any more: mean ${rounded(mean)}, deviation ${rounded(std)}`,
    advice: ADVICE[onset(since)],
  }),
  lasting({
    kind: 'exploding',
    batches: 5,
    holds: ({ look }) => look.std > STD,
    words: ({ look }, since) => ({
      message: tooLarge(look.std),
      advice: ADVICE[onset(since)],
    }),
  }),
);

/** The same of the loss: all that can be seen of it where no layer is watched. */
export const explodingLoss = atOnce<SeenNetwork>(
  ({ loss }) => !Number.isFinite(loss),
  ({ loss }, since) => ({
    message: `the loss is ${rounded(loss)}: nothing can be learned from it, and weights that took it in stay broken`,
    advice: ADVICE[onset(since)],
  }),
  lasting({
    kind: 'exploding',
    batches: 10,
    holds: ({ loss, classes }) => classes > 1 && loss > LOSSES * Math.log(classes),
    words: ({ loss, classes }, since) => ({
      message: `the loss is ${rounded(loss)}, where answering at random costs ${rounded(Math.log(classes))}`,
      advice: ADVICE[onset(since)],
    }),
  }),
);

/** What needs no second look, before what does. */
function atOnce<S extends Seen>(
  holds: (seen: S) => boolean,
  words: (seen: S, since: number) => Omit<Found, 'since'>,
  slow: ReturnType<typeof lasting<S>>,
): Detector<S, { count: number; since: number }> {
  return {
    ...slow,
    look: (state, seen) =>
      holds(seen)
        ? { state, found: { since: seen.step, ...words(seen, seen.step) } }
        : slow.look(state, seen),
  };
}
