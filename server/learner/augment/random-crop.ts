import { shiftImages, shiftOnGpu } from '../../engine/index.ts';
import type { Random } from '../random.ts';
import type { Augmentation, ImagesShape } from './augmentation.ts';
import { expectCount, type Per, wholeDraws } from './draws.ts';

export type RandomCropOptions = {
  /** Pixels added on each side before the crop. */
  padding?: number;
  /** Value of the added pixels. Images are normalized by then: a black pixel is -mean/std, and torch's 0 is grey. */
  fill?: number;
  per?: Per;
};

/**
 * torchvision.transforms.RandomCrop(size, padding) for a crop of the image's own size: moves it by up to `padding`
 * pixels each way (notebook 14). With `per: 'batch'`, the course's way, all images of a batch move alike; with 'image'
 * each by itself.
 * @throws RangeError for a padding that is no count
 */
export function randomCrop({ padding = 1, fill = 0, per = 'batch' }: RandomCropOptions = {}): Augmentation {
  expectCount('padding', padding);
  const drawn = (random: Random, [n]: ImagesShape) => {
    const downs = wholeDraws(random, n, 2 * padding + 1, per).map((down) => down - padding);
    const rights = wholeDraws(random, n, 2 * padding + 1, per).map((right) => right - padding);
    return { downs, rights };
  };
  const crop: Augmentation = (images, shape, random, into = new Float32Array(images.length)) => {
    shiftImages(images, into, shape, { ...drawn(random, shape), fill });
    return into;
  };
  crop.onGpu = (images, shape, random) => {
    const { downs, rights } = drawn(random, shape);
    return shiftOnGpu(images, downs, rights, fill);
  };
  return crop;
}
