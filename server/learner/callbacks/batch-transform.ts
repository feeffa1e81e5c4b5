import { Callback } from '../callback.ts';
import type { Batch } from '../data/data-loader.ts';
import type { Learner } from '../learner.ts';

export type BatchTransformOptions = { onTrain?: boolean; onValid?: boolean };

/**
 * miniai's BatchTransformCB: each batch is what `transform` makes of it. The tensors that it makes live as long as the
 * batch, those that it got do too: it disposes nothing.
 */
export class BatchTransform extends Callback {
  readonly #transform: (batch: Batch) => Batch;
  readonly #options: Required<BatchTransformOptions>;

  constructor(
    transform: (batch: Batch) => Batch,
    { onTrain = true, onValid = true }: BatchTransformOptions = {},
  ) {
    super();
    this.#transform = transform;
    this.#options = { onTrain, onValid };
  }

  override beforeBatch(learn: Learner): void {
    const { onTrain, onValid } = this.#options;
    if (learn.training ? onTrain : onValid) learn.batch = this.#transform(learn.batch);
  }
}
