import { valuesOf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

export type Score = { loss: number; accuracy: number };
export type EpochScore = Score & { epoch: number; training: boolean; seconds: number };

/** Loss and accuracy: of the batch that just ended, and of each epoch, weighted by the images of its batches. */
export class Metrics extends Callback {
  override readonly order = -10;
  /** Of the last batch, before the update. */
  batch: Score = { loss: Number.NaN, accuracy: Number.NaN };
  readonly epochs: EpochScore[] = [];
  #sums = { loss: 0, accuracy: 0, images: 0, since: 0 };

  override beforeEpoch(): void {
    this.#sums = { loss: 0, accuracy: 0, images: 0, since: performance.now() };
  }

  override afterLoss(learn: Learner): void {
    const labels = learn.batch.y.dataSync();
    const images = labels.length;
    const loss = valuesOf(learn.loss)[0]!;
    const accuracy = hits(valuesOf(learn.predictions), labels) / images;
    this.batch = { loss, accuracy };
    this.#sums.loss += loss * images;
    this.#sums.accuracy += accuracy * images;
    this.#sums.images += images;
  }

  override afterEpoch({ epoch, training }: Learner): void {
    const { loss, accuracy, images, since } = this.#sums;
    const seconds = (performance.now() - since) / 1000;
    this.epochs.push({ epoch, training, loss: loss / images, accuracy: accuracy / images, seconds });
  }
}

/** How many rows of predictions [n, classes] have their largest value at the label. */
function hits(predictions: Float32Array, labels: ArrayLike<number>): number {
  const classes = predictions.length / labels.length;
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (predictions[row * classes + c]! > predictions[row * classes + best]!) best = c;
    }
    if (best === labels[row]) count++;
  }
  return count;
}
