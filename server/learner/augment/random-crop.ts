import type { Augmentation } from './augmentation.ts';
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
  return (images, [n, height, width, channels], random) => {
    const result = new Float32Array(images.length).fill(fill);
    const downs = wholeDraws(random, n, 2 * padding + 1, per);
    const rights = wholeDraws(random, n, 2 * padding + 1, per);
    const line = width * channels;
    for (let i = 0; i < n; i++) {
      const down = downs[i]! - padding;
      const right = (rights[i]! - padding) * channels;
      const start = i * height * line;
      for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
        const to = start + row * line;
        const from = to + down * line + right;
        for (let k = Math.max(0, -right); k < Math.min(line, line - right); k++) {
          result[to + k] = images[from + k]!;
        }
      }
    }
    return result;
  };
}
