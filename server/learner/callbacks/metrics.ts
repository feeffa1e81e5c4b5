import { hits, type Scalar, type Tensor, tf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

/** `more`: the metrics that were asked for besides, by name. */
export type Score = { loss: number; accuracy: number; more: Readonly<Record<string, number>> };
export type EpochScore = Score & { epoch: number; training: boolean; seconds: number };

/** Sums of each value over `images`, and how long the epoch has been under way. */
export type MetricsState = { sums: Score; images: number; seconds: number };

/**
 * Predictions [n, classes] and targets [n] -> a mean over the n. Tensors that it makes are disposed. A scalar tensor does
 * on every device; a number only where values can be read at once, so not on webgpu.
 */
export type Metric = (predictions: Tensor, targets: Tensor) => number | Scalar;

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

  override afterLoss(learn: Learner): void {
    const { batch, loss, predictions } = learn;
    const images = batch.y.shape[0]!;
    const more = this.#more.map(([, metric]) => scalar(() => metric(predictions, batch.y)));
    const right = batch.y.rank === 1 ? [hits(predictions, batch.y)] : [];
    learn.read([loss, ...more, ...right], ([loss], ...values) => {
      const count = values.at(more.length)?.[0];
      this.batch = {
        loss: loss!,
        accuracy: count === undefined ? Number.NaN : count / images,
        more: Object.fromEntries(this.names.map((name, i) => [name, values[i]![0]!])),
      };
      this.#sums = combined(this.#sums, this.batch, (sum, value) => sum + value * images);
      this.#images += images;
    });
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

function scalar(metric: () => number | Scalar): Tensor {
  return tf.tidy(() => {
    const value = metric();
    return typeof value === 'number' ? tf.scalar(value) : value;
  });
}
