import { mirrorImages, mirrorOnGpu } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import type { Augmentation } from './augmentation.ts';
import { expectShare, type Per, uniformDraws } from './draws.ts';

export type HorizontalFlipOptions = {
  /** Probability of the mirror image. */
  p?: number;
  per?: Per;
};

/**
 * torchvision.transforms.RandomHorizontalFlip (notebook 14). With `per: 'batch'`, the course's way, all images of a
 * batch are mirrored or none; with 'image' each by itself.
 * @throws RangeError for a p that is no probability
 */
export function horizontalFlip({ p = 0.5, per = 'batch' }: HorizontalFlipOptions = {}): Augmentation {
  expectShare('p', p);
  // p = 1 is always: a draw may be 1.
  const chosen = (random: Random, n: number): Int32Array =>
    Int32Array.from(uniformDraws(random, n, per), (u) => (u < p || p === 1 ? 1 : 0));
  const flip: Augmentation = (images, shape, random, into = new Float32Array(images.length)) => {
    mirrorImages(images, into, shape, chosen(random, shape[0]));
    return into;
  };
  flip.onGpu = (images, [n], random) => mirrorOnGpu(images, chosen(random, n));
  return flip;
}
