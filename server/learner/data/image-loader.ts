import { gatherImages, written } from '../../engine/index.ts';
import type { Random, RandomState } from '../random.ts';
import type { Batch, DataLoader } from './data-loader.ts';

/** Images as bytes [n, h, w, c] with their labels. Neither changes once a loader has it. */
export type Images = { images: Uint8Array; labels: Uint8Array; shape: [number, number, number, number] };
export type Normalization = { mean: number; std: number };

export type ImageLoaderOptions = {
  batchSize: number;
  /** Use only the first so many images, in stored order. */
  limit?: number | null;
  normalize?: Normalization | null;
  /** A new order every epoch, drawn from here; absent: stored order. */
  shuffle?: Random | null;
};

/**
 * Batches of images, scaled to [0, 1] and normalized. The last, smaller one is kept.
 * @throws RangeError for a batchSize or limit that is none, and for data that its shape does not describe
 */
export class ImageLoader implements DataLoader {
  readonly count: number;
  readonly length: number;
  readonly #data: Images;
  readonly #options: ImageLoaderOptions;
  readonly #table: Float32Array;

  constructor(data: Images, options: ImageLoaderOptions) {
    const { batchSize, limit } = options;
    const [n, height, width, channels] = data.shape;
    // A batchSize of 0 would never come to an end.
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new RangeError(`batchSize is ${batchSize}, not 1, 2, …`);
    if (limit != null && (!Number.isInteger(limit) || limit < 0)) {
      throw new RangeError(`limit is ${limit}, not 0, 1, 2, …`);
    }
    if (data.images.length !== n * height * width * channels || data.labels.length !== n) {
      const { images, labels } = data;
      throw new RangeError(
        `${images.length} pixels and ${labels.length} labels are not shape [${data.shape}]`,
      );
    }
    this.#data = data;
    this.#options = options;
    this.#table = normalized(options.normalize ?? { mean: 0, std: 1 });
    this.count = Math.min(n, limit ?? n);
    this.length = Math.ceil(this.count / batchSize);
  }

  [Symbol.iterator](): Generator<Batch> {
    return this.from(0);
  }

  /** That of the generator that shuffles; null where none does. */
  state(): RandomState | null {
    return this.#options.shuffle?.state() ?? null;
  }

  /** @throws TypeError where the loader shuffles and `state` is not that of one that does */
  loadState(state: unknown): void {
    this.#options.shuffle?.loadState(state as RandomState);
  }

  /** Draws the order of the whole epoch all the same: the epochs that follow are not others. */
  *from(batch: number): Generator<Batch> {
    const { batchSize } = this.#options;
    const order = this.#order();
    for (let from = batch * batchSize; from < this.count; from += batchSize)
      yield this.#batch(order.subarray(from, from + batchSize));
  }

  /** Those of the images of an epoch's first batch, row-major: no device has a part in it. */
  firstValues(): Float32Array {
    const { images, shape } = this.#data;
    const size = shape[1] * shape[2] * shape[3];
    const first = this.#order().subarray(0, this.#options.batchSize);
    const values = new Float32Array(first.length * size);
    for (let i = 0; i < first.length; i++) {
      const source = first[i]! * size;
      for (let j = 0; j < size; j++) values[i * size + j] = this.#table[images[source + j]!]!;
    }
    return values;
  }

  #order(): Uint32Array {
    const { shuffle } = this.#options;
    return shuffle ? shuffle.permutation(this.count) : new Uint32Array(this.count).map((_, i) => i);
  }

  #batch(indexes: Uint32Array): Batch {
    const { images: bytes, labels, shape } = this.#data;
    const x = gatherImages({ bytes, shape }, indexes, this.#table);
    const y = written([indexes.length], 'int32', (y) => {
      for (let i = 0; i < y.length; i++) y[i] = labels[indexes[i]!]!;
    });
    return { x, y };
  }
}

/** What each of the 256 possible pixels becomes: the arithmetic is done once for each, in float64. */
function normalized({ mean, std }: Normalization): Float32Array {
  return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / std);
}

/**
 * Mean and unbiased deviation of a loader's first batch: the lesson's input normalization. The loader should not
 * normalize. One that shuffles uses up an order: the epochs that it gives afterwards are others.
 */
export function firstBatchStatistics(loader: ImageLoader): Normalization {
  const values = loader.firstValues();
  if (values.length === 0) throw new Error('there is no first batch: the training set is empty');
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const std = Math.sqrt((squares - values.length * mean * mean) / (values.length - 1));
  return { mean, std: std > 0 ? std : 1 };
}
