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
  return (images, [n, height, width, channels], random) => {
    const result = images.slice();
    const drawn = uniformDraws(random, n, per);
    const line = width * channels;
    for (let i = 0; i < n; i++) {
      // p = 1 is always: a draw may be 1.
      if (drawn[i]! >= p && p < 1) continue;
      const end = (i + 1) * height * line;
      for (let row = i * height * line; row < end; row += line) {
        for (let column = 0; column < width; column++) {
          const to = row + column * channels;
          const from = row + (width - 1 - column) * channels;
          for (let c = 0; c < channels; c++) result[to + c] = images[from + c]!;
        }
      }
    }
    return result;
  };
}
