import { copyPatchesOnGpu, copyValues, type Tensor } from '../../engine/index.ts';
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
  const copy: Augmentation = (images, shape, random, result = new Float32Array(images.length)) => {
    if (result !== images) copyValues(images, result);
    const patches = new Patches(shape, random, options);
    const { height, line } = patches;
    const step = shape[2] * shape[3];
    for (let k = 0; k < maxNum; k++) {
      const targets = patches.places(random);
      const sources = patches.places(random);
      for (const i of patches.having(k)) {
        const [target, source] = [targets[i]!, sources[i]!];
        copyPatch(result, { target, source, height, line, step });
      }
    }
    return result;
  };
  copy.onGpu = (images, shape, random) => {
    const patches = new Patches(shape, random, options);
    const sides = { tall: patches.height, line: patches.line };
    let copied: Tensor = images;
    for (let k = 0; k < maxNum; k++) {
      const targets = patches.places(random);
      const sources = patches.places(random);
      copied = copyPatchesOnGpu(copied, patches.onlyHaving(k, targets), sources, sides);
    }
    return copied;
  };
  return copy;
}

/** `height` rows of `line` values, `step` apart. The two may overlap: each value is read before it is written. */
function copyPatch(
  values: Float32Array,
  patch: { target: number; source: number; height: number; line: number; step: number },
): void {
  const { target, source, height, line, step } = patch;
  const isBackwards = source < target;
  for (let r = 0; r < height; r++) {
    const row = (isBackwards ? height - 1 - r : r) * step;
    for (let k = 0; k < line; k++) {
      const at = row + (isBackwards ? line - 1 - k : k);
      values[target + at] = values[source + at]!;
    }
  }
}
