import type { Tensor } from '../../engine/index.ts';
import type { Random } from '../random.ts';

/** Of the images of a batch. */
export type ImagesShape = readonly [n: number, height: number, width: number, channels: number];

/**
 * A change of a batch's images: values row-major in `shape` -> the values that they become, in the same shape. The same
 * state of `random` gives the same result. `images` stays as it is, unless it is `into` too: that is where the result may
 * be written, so that no array has to be made; one that writes elsewhere, and returns that, is taken as well.
 */
export type Augmentation = {
  (images: Float32Array, shape: ImagesShape, random: Random, into?: Float32Array): Float32Array;
  /** The same where values cannot be read at once: images [n, height, width, channels] on a GPU -> new ones. */
  onGpu?: (images: Tensor, shape: ImagesShape, random: Random) => Tensor;
};
