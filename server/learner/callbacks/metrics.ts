import { type Tensor, tf, valuesOf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

/** `more`: the metrics that were asked for besides, by name. */
export type Score = { loss: number; accuracy: number; more: Readonly<Record<string, number>> };
export type EpochScore = Score & { epoch: number; training: boolean; seconds: number };

/** Sums of each value over `images`, and how long the epoch has been under way. */
export type MetricsState = { sums: Score; images: number; seconds: number };

/** Predictions [n, classes] and targets [n] -> a mean over the n. Tensors that it makes are disposed. */
export type Metric = (predictions: Tensor, targets: Tensor) => number;

/**
 * Loss, accuracy and any other metric: of the batch that just ended, and of each epoch, weighted by the images of its
 * batches. Accuracy is NaN unless the targets are class numbers [n].
 */
export class Metrics extends Callback {
  override readonly order = -10;
  override readonly stateName = 'Metrics';
  /** Of the last batch, before the update. */
  batch: Score = { loss: Number.NaN, accuracy: Number.NaN, more: {} };
  /** That ended in this process. */
  readonly epochs: EpochScore[] = [];
  readonly #more: readonly (readonly [name: string, metric: Metric])[];
  #sums: Score = zero([]);
  #images = 0;
  #since = 0;

  constructor(more: Record<string, Metric> = {}) {
    super();
    this.#more = Object.entries(more);
  }

  /** Names of the metrics beside loss and accuracy. */
  get names(): string[] {
    return this.#more.map(([name]) => name);
  }

  /** Of the epoch under way. */
  override state(): MetricsState {
    return { sums: this.#sums, images: this.#images, seconds: this.#seconds() };
  }

  override loadState({ sums, images, seconds }: MetricsState): void {
    this.#sums = sums;
    this.#images = images;
    this.#since = performance.now() - 1000 * seconds;
  }

  override beforeEpoch(): void {
    this.#sums = zero(this.names);
    this.#images = 0;
    this.#since = performance.now();
  }

  override afterLoss({ batch: { y }, loss, predictions }: Learner): void {
    const images = y.shape[0]!;
    const more = this.#more.map(([name, metric]) => [name, measured(metric, predictions, y)] as const);
    this.batch = {
      loss: valuesOf(loss)[0]!,
      accuracy: y.rank === 1 ? hits(valuesOf(predictions), y.dataSync()) / images : Number.NaN,
      more: Object.fromEntries(more),
    };
    this.#sums = combined(this.#sums, this.batch, (sum, value) => sum + value * images);
    this.#images += images;
  }

  override afterEpoch({ epoch, training }: Learner): void {
    const score = combined(this.#sums, this.#sums, (sum) => sum / this.#images);
    this.epochs.push({ epoch, training, ...score, seconds: this.#seconds() });
  }

  #seconds(): number {
    return (performance.now() - this.#since) / 1000;
  }
}

const zero = (names: string[]): Score => ({
  loss: 0,
  accuracy: 0,
  more: Object.fromEntries(names.map((name) => [name, 0])),
});

/** Every value of `a` with its fellow of `b`. */
function combined(a: Score, b: Score, by: (a: number, b: number) => number): Score {
  const more = Object.entries(a.more).map(([name, value]) => [name, by(value, b.more[name]!)] as const);
  return {
    loss: by(a.loss, b.loss),
    accuracy: by(a.accuracy, b.accuracy),
    more: Object.fromEntries(more),
  };
}

/** tf.tidy hands through what is no tensor. */
function measured(metric: Metric, predictions: Tensor, targets: Tensor): number {
  return tf.tidy(() => metric(predictions, targets) as never);
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
