import type { Random } from '../random.ts';
import type { ImagesShape } from './augmentation.ts';
import { expectCount, expectShare, type Per, wholeDraws } from './draws.ts';

export type PatchOptions = {
  /** Sides of a patch over the sides of the image, rounded down. */
  pct?: number;
  /** Each image gets 0 to so many patches, all equally likely. */
  maxNum?: number;
  per?: Per;
};

/** What `random` says of patches, image by image. */
export class Patches {
  readonly height: number;
  /** Values in a row of a patch: pixels times channels. */
  readonly line: number;
  readonly #options: Required<PatchOptions>;
  readonly #shape: ImagesShape;
  readonly #counts: Int32Array;

  constructor(shape: ImagesShape, random: Random, options: Required<PatchOptions>) {
    const [n, height, width, channels] = shape;
    this.#shape = shape;
    this.#options = options;
    this.height = Math.floor(options.pct * height);
    this.line = Math.floor(options.pct * width) * channels;
    this.#counts = wholeDraws(random, n, options.maxNum + 1, options.per);
  }

  /** The images that have at least `k` + 1 patches. */
  having(k: number): number[] {
    const images: number[] = [];
    for (let i = 0; i < this.#counts.length; i++) if (this.#counts[i]! > k) images.push(i);
    return images;
  }

  /** `places`, with -1 for the images that do not have at least `k` + 1 patches. */
  onlyHaving(k: number, places: Int32Array): Int32Array {
    return places.map((place, i) => (this.#counts[i]! > k ? place : -1));
  }

  /** For each image, where the first value of a patch lies. Drawn anew by each call. */
  places(random: Random): Int32Array {
    const [n, height, width, channels] = this.#shape;
    const { pct, per } = this.#options;
    const rows = wholeDraws(random, n, (1 - pct) * height, per);
    const columns = wholeDraws(random, n, (1 - pct) * width, per);
    return rows.map((row, i) => ((i * height + row) * width + columns[i]!) * channels);
  }
}

/** @throws RangeError for a pct that is no share, or a maxNum that is no count */
export function expectPatchOptions({ pct, maxNum }: Required<PatchOptions>): void {
  expectShare('pct', pct);
  expectCount('maxNum', maxNum);
}
