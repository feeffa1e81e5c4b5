import type { TrainerEntry } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';
import { Callback, type Learner } from '../learner/index.ts';
import { encodeOptimizer, encodeWeights } from './weights.ts';

/** Keeps weights and optimizer after every n-th epoch, and when the training ends, early or not; never when it fails. */
export class Checkpoints extends Callback {
  /** After all that may change the weights at the end of an epoch. */
  override readonly order = 50;
  readonly #artifacts: Artifacts;
  readonly #everyEpochs: number | null;
  readonly #say: (entries: TrainerEntry[]) => void;
  #kept = 0;
  /** The last epoch that was trained on; early stopping ends a fit when the next one has begun. */
  #epoch = 0;
  /** Files are written while the training goes on, one after the other. */
  #written: Promise<void> = Promise.resolve();

  constructor(artifacts: Artifacts, everyEpochs: number | null, say: (entries: TrainerEntry[]) => void) {
    super();
    this.#artifacts = artifacts;
    this.#everyEpochs = everyEpochs;
    this.#say = say;
  }

  override beforeBatch({ training, epoch }: Learner): void {
    if (training) this.#epoch = epoch;
  }

  override afterEpoch(learn: Learner): void {
    const isWhole = !learn.training;
    if (isWhole && this.#everyEpochs && (learn.epoch + 1) % this.#everyEpochs === 0) this.#keep(learn);
  }

  override cleanupFit(learn: Learner): void {
    if (!learn.failed && learn.steps.train > this.#kept) this.#keep(learn);
  }

  /** Resolves when all that was kept is on disk and said. @throws what went wrong with the disk */
  settled(): Promise<void> {
    return this.#written;
  }

  #keep({ model, opt, steps }: Learner): void {
    this.#kept = steps.train;
    const weights = encodeWeights(model, steps.train);
    const state = encodeOptimizer(opt.state());
    const step = steps.train;
    const epoch = this.#epoch;
    this.#written = this.#written.then(async () => {
      const { digest: artifact } = await this.#artifacts.put(weights);
      const { digest: optimizer } = await this.#artifacts.put(state);
      this.#say([{ type: 'checkpoint', epoch, step, artifact, optimizer }]);
    });
    // Told by `settled`; until then nobody listens.
    this.#written.catch(() => {});
  }
}
