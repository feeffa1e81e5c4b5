import type { Augmentation } from './augmentation.ts';
import { expectPatchOptions, Patches, type PatchOptions } from './patches.ts';

/**
 * The course's rand_copy (notebook 14): up to `maxNum` patches are overwritten with other places of the same image, so
 * that the values keep their distribution. With `per: 'batch'`, the course's way, the places are the same in all images
 * of a batch; with 'image' each has its own.
 * @throws RangeError for a pct that is no share, or a maxNum that is no count
 */
export function randomCopy({ pct = 0.2, maxNum = 4, per = 'batch' }: PatchOptions = {}): Augmentation {
  const options = { pct, maxNum, per };
  expectPatchOptions(options);
  return (images, shape, random) => {
    const result = images.slice();
    const patches = new Patches(shape, random, options);
    const { height, line } = patches;
    const step = shape[2] * shape[3];
    for (let k = 0; k < maxNum; k++) {
      const targets = patches.places(random);
      const sources = patches.places(random);
      for (const i of patches.having(k)) {
        const [target, source] = [targets[i]!, sources[i]!];
        // The two may overlap: copyWithin minds it within a row, the order of the rows does between them.
        for (let r = 0; r < height; r++) {
          const row = (source < target ? height - 1 - r : r) * step;
          result.copyWithin(target + row, source + row, source + row + line);
        }
      }
    }
    return result;
  };
}
