import { describe, expect, test } from 'vitest';
import { tf } from '../../server/engine/index.ts';
import {
  type Batch,
  firstBatchStatistics,
  ImageLoader,
  type ImageLoaderOptions,
  Random,
} from '../../server/learner/index.ts';
import { tinyImages } from './tiny.ts';
import { onWasm } from './wasm.ts';

/** First pixels and labels of an epoch, batch by batch. */
function epoch(loader: Iterable<Batch>): { pixels: number[]; labels: number[] }[] {
  return Array.from(loader, ({ x, y }) => {
    const size = x.size / x.shape[0]!;
    const values = x.dataSync();
    const pixels = Array.from({ length: x.shape[0]! }, (_, i) => values[i * size]!);
    const labels = Array.from(y.dataSync());
    expect(y.dtype).toBe('int32');
    tf.dispose([x, y]);
    return { pixels, labels };
  });
}
const loaderOf = (options: Partial<ImageLoaderOptions>, n = 10) =>
  new ImageLoader(tinyImages(n), { batchSize: 4, ...options });
const firstPixel = (i: number) => tinyImages(10).images[i * 64]! / 255;

describe('ImageLoader', () => {
  onWasm(1);

  test('gives images in stored order, each once, the last batch smaller', () => {
    const loader = loaderOf({});
    const batches = epoch(loader);
    expect(loader).toHaveLength(3);
    expect(loader.count).toBe(10);
    expect(batches.map(({ pixels }) => pixels.length)).toEqual([4, 4, 2]);
    for (const [i, pixel] of batches.flatMap(({ pixels }) => pixels).entries()) {
      expect(pixel).toBeCloseTo(firstPixel(i), 6);
    }
    expect(epoch(loader)).toEqual(batches);
    expect(epoch(loaderOf({ shuffle: null }))).toEqual(batches);
  });

  test('goes on at a batch of an epoch that was under way, and then with the epochs that follow', () => {
    const loader = loaderOf({ shuffle: new Random(3) });
    epoch(loader);
    const state = JSON.parse(JSON.stringify(loader.state()));
    const [under, next] = [epoch(loader), epoch(loader)];
    for (const batch of [0, 1, 2, 3]) {
      const other = loaderOf({ shuffle: new Random(99) });
      other.loadState(state);
      expect(epoch(other.from(batch)), `from ${batch}`).toEqual(under.slice(batch));
      expect(epoch(other), `after ${batch}`).toEqual(next);
    }
  });

  test('in stored order needs no state, and a shuffled one takes none from it', () => {
    const stored = loaderOf({});
    expect(stored.state()).toBeNull();
    stored.loadState(null);
    expect(epoch(stored.from(2))).toEqual(epoch(stored).slice(2));
    expect(() => loaderOf({ shuffle: new Random(1) }).loadState(null)).toThrow(TypeError);
  });

  test('shuffles anew every epoch, the same from the same seed, labels with their images', () => {
    const loader = loaderOf({ shuffle: new Random(3) });
    const labelOf = new Map(Array.from({ length: 10 }, (_, i) => [Math.fround(firstPixel(i)), i % 2]));
    const epochs = [epoch(loader), epoch(loader)].map((batches) => {
      const pixels = batches.flatMap(({ pixels }) => pixels);
      const labels = batches.flatMap(({ labels }) => labels);
      expect([...pixels].sort()).toEqual([...labelOf.keys()].sort());
      expect(labels).toEqual(pixels.map((pixel) => labelOf.get(pixel)));
      return pixels;
    });
    expect(epochs[0]).not.toEqual(epochs[1]);
    const again = loaderOf({ shuffle: new Random(3) });
    expect(epoch(again).flatMap(({ pixels }) => pixels)).toEqual(epochs[0]);
  });

  test.each([
    [null, 10],
    [0, 0],
    [5, 5],
    [99, 10],
  ])('with a limit of %o has %i images', (limit, count) => {
    const loader = loaderOf({ limit });
    expect(loader.count).toBe(count);
    expect(loader).toHaveLength(Math.ceil(count / 4));
    expect(epoch(loader).flatMap(({ labels }) => labels)).toHaveLength(count);
  });

  test('normalizes', () => {
    const [batch] = epoch(loaderOf({ normalize: { mean: 0.28, std: 0.35 } }));
    for (const [i, pixel] of batch!.pixels.entries()) {
      expect(pixel).toBeCloseTo((firstPixel(i) - 0.28) / 0.35, 5);
    }
  });

  test.each([{ batchSize: 0 }, { batchSize: 1.5 }, { limit: -1 }, { limit: 2.5 }])(
    'refuses %o',
    (options) => {
      expect(() => loaderOf(options)).toThrow(RangeError);
    },
  );

  test('refuses data that are not of their shape', () => {
    const { labels, shape } = tinyImages(4);
    const images = new Uint8Array(3);
    expect(() => new ImageLoader({ images, labels, shape }, { batchSize: 4 })).toThrow(
      /3 pixels and 4 labels/,
    );
  });
});

describe('firstBatchStatistics', () => {
  onWasm(1);

  test('is mean and unbiased deviation of the first batch alone', () => {
    const pixels = Array.from(tinyImages(4).images, (pixel) => pixel / 255);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (pixels.length - 1);
    const statistics = firstBatchStatistics(loaderOf({}));
    expect(statistics.mean).toBeCloseTo(mean, 6);
    expect(statistics.std).toBeCloseTo(Math.sqrt(variance), 6);
  });

  test('of one colour has deviation 1; of nothing is an error', () => {
    const black = { ...tinyImages(2), images: new Uint8Array(128) };
    expect(firstBatchStatistics(new ImageLoader(black, { batchSize: 2 }))).toEqual({ mean: 0, std: 1 });
    expect(() => firstBatchStatistics(loaderOf({ limit: 0 }))).toThrow('the training set is empty');
  });
});
