import type { Random } from '../random.ts';

/** Of the images of a batch. */
export type ImagesShape = readonly [n: number, height: number, width: number, channels: number];

/**
 * A change of a batch's images: values row-major in `shape` -> new values in the same shape. `images` stays as it is,
 * and the same state of `random` gives the same result.
 */
export type Augmentation = (images: Float32Array, shape: ImagesShape, random: Random) => Float32Array;
