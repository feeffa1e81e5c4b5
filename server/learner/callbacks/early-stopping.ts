import { Callback, Cancel } from '../callback.ts';
import type { Learner } from '../learner.ts';
import { Metrics, type MetricsState } from './metrics.ts';

const MONITORS = {
  'train-loss': { training: true, value: 'loss', sign: 1 },
  'valid-loss': { training: false, value: 'loss', sign: 1 },
  'valid-accuracy': { training: false, value: 'accuracy', sign: -1 },
} as const;

export type Monitor = keyof typeof MONITORS;
export type EarlyStoppingOptions = {
  monitor?: Monitor;
  /** Epochs without progress after which the fit ends; 0 is as 1, as in fastai. */
  patience?: number;
  /** Progress is a change for the better by more than this. */
  minDelta?: number;
};

type EarlyStoppingState = { best: EarlyStopping['best']; waited: number; metrics: MetricsState };

/**
 * fastai's EarlyStoppingCallback: ends the fit before an epoch when the ones before brought no progress, so that all
 * that happens after the last epoch, its validation included, still does. A value that is NaN is no progress.
 * Throws where a validation is watched and there is none.
 */
export class EarlyStopping extends Callback {
  /** First: nobody hears of an epoch that does not come. */
  override readonly order = -90;
  override readonly stateName = 'EarlyStopping';
  /** The best epoch so far and its value; null before the first. */
  best: { epoch: number; value: number } | null = null;
  /** Why the fit ended early; null if it did not. */
  reason: string | null = null;
  readonly #options: Required<EarlyStoppingOptions>;
  #metrics = new Metrics();
  #waited = 0;

  constructor({ monitor = 'valid-loss', patience = 3, minDelta = 0 }: EarlyStoppingOptions = {}) {
    super();
    this.#options = { monitor, patience, minDelta };
  }

  override beforeFit(): void {
    this.best = null;
    this.reason = null;
    this.#metrics = new Metrics();
    this.#waited = 0;
  }

  override state(): EarlyStoppingState {
    return { best: this.best, waited: this.#waited, metrics: this.#metrics.state() };
  }

  override loadState({ best, waited, metrics }: EarlyStoppingState): void {
    this.best = best;
    this.#waited = waited;
    this.#metrics.loadState(metrics);
  }

  override beforeEpoch({ training, epoch }: Learner): void {
    this.#metrics.beforeEpoch();
    if (!training || epoch === 0) return;
    const { monitor, patience } = this.#options;
    if (!this.best && this.#waited === 0) throw new Error(`there is no ${monitor} to watch`);
    if (this.#waited < Math.max(1, patience)) return;
    const best = this.best ? `${this.best.value} in epoch ${this.best.epoch}` : 'not a number in any epoch';
    this.reason = `${monitor} made no progress for ${this.#waited} epochs; its best was ${best}`;
    throw new Cancel('fit');
  }

  override afterLoss(learn: Learner): void {
    if (learn.training === MONITORS[this.#options.monitor].training) this.#metrics.afterLoss(learn);
  }

  override afterEpoch(learn: Learner): void {
    const { monitor, minDelta } = this.#options;
    const { training, value: name, sign } = MONITORS[monitor];
    if (learn.training !== training) return;
    this.#metrics.afterEpoch(learn);
    const value = this.#metrics.epochs.at(-1)![name];
    const gain = this.best ? (this.best.value - value) * sign : Number.POSITIVE_INFINITY;
    if (gain > minDelta && !Number.isNaN(value)) {
      this.best = { epoch: learn.epoch, value };
      this.#waited = 0;
    } else {
      this.#waited++;
    }
  }
}
