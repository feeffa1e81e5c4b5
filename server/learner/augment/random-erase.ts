import { boundsOnGpu, copyValues, erasePatchesOnGpu, type Tensor } from '../../engine/index.ts';
import type { Augmentation } from './augmentation.ts';
import { expectPatchOptions, Patches, type PatchOptions } from './patches.ts';

/**
 * The course's rand_erase (notebook 14; Zhong et al. 2017, arXiv:1708.04896): up to `maxNum` patches are overwritten
 * with normal noise of the batch's mean and deviation, kept within the batch's least and largest value. With
 * `per: 'batch'`, the course's way, the patches are at the same places in all images of a batch; with 'image' each has
 * its own. The noise is every pixel's own in both.
 * @throws RangeError for a pct that is no share, or a maxNum that is no count
 */
export function randomErase({ pct = 0.2, maxNum = 4, per = 'batch' }: PatchOptions = {}): Augmentation {
  const options = { pct, maxNum, per };
  expectPatchOptions(options);
  const erase: Augmentation = (images, shape, random, result = new Float32Array(images.length)) => {
    if (result !== images) copyValues(images, result);
    const { mean, std, min, max } = momentsOf(result);
    const patches = new Patches(shape, random, options);
    const { height, line } = patches;
    const step = shape[2] * shape[3];
    for (let k = 0; k < maxNum; k++) {
      const places = patches.places(random);
      const having = patches.having(k);
      const noise = random.normal(having.length * height * line, std);
      let at = 0;
      for (const i of having) {
        for (let row = 0; row < height; row++) {
          const start = places[i]! + row * step;
          for (let j = 0; j < line; j++) {
            result[start + j] = Math.min(max, Math.max(min, mean + noise[at++]!));
          }
        }
      }
    }
    return result;
  };
  erase.onGpu = (images, shape, random) => {
    const patches = new Patches(shape, random, options);
    const sides = { tall: patches.height, line: patches.line };
    const bounds = boundsOnGpu(images);
    let erased: Tensor = images;
    for (let k = 0; k < maxNum; k++) {
      const targets = patches.onlyHaving(k, patches.places(random));
      const starts = new Int32Array(targets.length);
      let drawn = 0;
      for (let i = 0; i < targets.length; i++) {
        starts[i] = drawn;
        if (targets[i]! >= 0) drawn += sides.tall * sides.line;
      }
      // Where nobody has a patch the GPU still wants an array; drawn is none, as on the CPU.
      const noise = drawn > 0 ? random.normal(drawn, 1) : new Float32Array(1);
      erased = erasePatchesOnGpu(erased, bounds, { targets, starts, noise }, sides);
    }
    return erased;
  };
  return erase;
}

/** The deviation is unbiased, as torch's. */
function momentsOf(values: Float32Array): { mean: number; std: number; min: number; max: number } {
  const n = values.length;
  let sum = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  // By index: for…of over a typed array takes several times as long.
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    sum += value;
    squares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / n;
  const variance = Math.max(0, squares - n * mean * mean) / Math.max(1, n - 1);
  return { mean, std: Math.sqrt(variance), min, max };
}
