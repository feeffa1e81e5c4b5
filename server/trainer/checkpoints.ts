import type { TrainSpec } from '../../shared/spec/job-spec.ts';
import { Callback, type Learner } from '../learner/index.ts';

/** How often. */
export type Cadence = Pick<TrainSpec['checkpoint'], 'everyEpochs' | 'everyBatches' | 'everySeconds'>;

type CheckpointsOptions = {
  cadence: Cadence;
  /** Whether the end of the fit, by whatever it comes but a failure, is worth one. */
  keepsEnd: () => boolean;
  /** Asked before every batch: resolves when another one may come, and tells what went wrong with the last. */
  room: () => Promise<void>;
  /** `epoch` is the last that was trained on. Training waits until it has been copied. */
  keep: (learn: Learner, epoch: number) => Promise<void>;
};

/**
 * Says when a checkpoint is kept: before a training batch, when nothing has happened to it yet, and when the fit ends,
 * early or not; never when it fails. There is one at most after the same number of training batches: where an epoch ends
 * it comes after the validation.
 */
export class Checkpoints extends Callback {
  /** First of all: augmentation and others draw random numbers before a batch; LRFinder's cleanup changes weights. */
  override readonly order = -1001;
  readonly #options: CheckpointsOptions;
  /** Training batches before the last one that was kept. */
  #kept = 0;
  #keptAt = 0;
  /** The last epoch that was trained on; early stopping ends a fit when the next one has begun. */
  #epoch = 0;

  constructor(options: CheckpointsOptions) {
    super();
    this.#options = options;
  }

  /** What a fit goes on from has been kept already. */
  override beforeFit({ steps }: Learner): void {
    this.#kept = steps.train;
    this.#keptAt = performance.now();
  }

  override async betweenBatches(learn: Learner): Promise<void> {
    await this.#options.room();
    if (!learn.training) return;
    if (learn.steps.train > this.#kept && this.#isDue(learn)) await this.#keep(learn);
    this.#epoch = learn.epoch;
  }

  override async cleanupFit(learn: Learner): Promise<void> {
    const { failed, steps } = learn;
    if (!failed && steps.train > this.#kept && this.#options.keepsEnd()) await this.#keep(learn);
  }

  #isDue({ epoch, steps }: Learner): boolean {
    const { everyEpochs, everyBatches, everySeconds } = this.#options.cadence;
    const isNewEpoch = epoch > this.#epoch;
    const isEpoch = everyEpochs !== null && isNewEpoch && epoch % everyEpochs === 0;
    const isBatch = everyBatches !== null && steps.train % everyBatches === 0;
    const isTime = everySeconds !== null && performance.now() - this.#keptAt >= 1000 * everySeconds;
    return isEpoch || isBatch || isTime;
  }

  #keep(learn: Learner): Promise<void> {
    this.#kept = learn.steps.train;
    this.#keptAt = performance.now();
    return this.#options.keep(learn, this.#epoch);
  }
}
