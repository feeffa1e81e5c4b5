import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import type { Dataset } from '../../data/index.ts';
import {
  type Batch,
  firstBatchStatistics,
  ImageLoader,
  type Normalization,
  type Random,
} from '../../learner/index.ts';

/** The batches of both splits, how their pixels are normalized, and the first training images in stored order. */
export function buildLoaders({ dataset: asked, batchSize }: JobSpec, dataset: Dataset, shuffle: Random) {
  const limit = asked.trainLimit;
  const normalize: Normalization | null =
    asked.normalize === 'none'
      ? null
      : asked.normalize === 'first-batch'
        ? firstBatchStatistics(new ImageLoader(dataset.train, { batchSize, limit }))
        : asked.normalize;
  const train = new ImageLoader(dataset.train, {
    batchSize,
    limit,
    normalize,
    shuffle: asked.shuffle ? shuffle : null,
  });
  const valid = new ImageLoader(dataset.valid, { batchSize, limit: asked.validLimit, normalize });
  const firstImages = (count: number): Batch => {
    const [batch] = new ImageLoader(dataset.train, {
      batchSize: count,
      limit: Math.min(count, limit ?? count),
      normalize,
    });
    return batch!;
  };
  return { train, valid, normalize, firstImages };
}
