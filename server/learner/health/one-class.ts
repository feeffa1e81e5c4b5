import { lasting } from './lasting.ts';
import { rounded } from './numbers.ts';
import type { Recent } from './recent.ts';
import type { SeenNetwork } from './seen.ts';

/** Of ln(classes), which is the loss of one who knows nothing and says so. */
const NEAR = 0.03;

/** Whether the last batches were answered no better than by one answer for all. */
export function isChance({ loss, accuracy }: Recent, classes: number): boolean {
  const tolerance = Math.min(0.05, Math.max(0.02, 0.5 / classes));
  return (
    classes > 1 && loss > (1 - NEAR) * Math.log(classes) && Math.abs(accuracy - 1 / classes) <= tolerance
  );
}

/** All images get the same answer: the loss stays at ln(classes) or above, the accuracy at 1 / classes. */
export const oneClass = lasting<SeenNetwork>({
  kind: 'one-class',
  batches: 40,
  holds: ({ recent, classes }) => recent !== null && isChance(recent, classes),
  words: ({ step, recent, classes }, since) => {
    const { loss, accuracy } = recent!;
    const guess = Math.log(classes);
    const means =
      loss < (1 + NEAR) * guess
        ? 'as if every image got the same answer, each class with the same probability'
        : 'as if every image got the same answer, and a firm one';
    return {
      message: `for ${step + 1 - since} batches the loss is ${rounded(loss)} (ln ${classes} = ${rounded(guess)}) and the accuracy ${rounded(accuracy)} (1/${classes} = ${rounded(1 / classes)}): ${means}`,
      advice:
        'look at the layers: where deviations are near 0 nothing of the image is left. Kaiming init (init: {kind: kaiming}), normalized input (normalize: first-batch), a lower learning rate or lr-find, norm: {kind: batch}',
    };
  },
});
