import type { TrainerEntry } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';

export type CheckpointBytes = { epoch: number; step: number; weights: Uint8Array; training: Uint8Array };

/** As many may be in memory while the disk is slower than the training. */
const WAITING = 2;

/** Writes checkpoints while the training goes on, one after the other, and says each when it is on disk. */
export class CheckpointFiles {
  readonly #artifacts: Artifacts;
  readonly #say: (entries: TrainerEntry[]) => void;
  #written: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(artifacts: Artifacts, say: (entries: TrainerEntry[]) => void) {
    this.#artifacts = artifacts;
    this.#say = say;
  }

  put(checkpoint: CheckpointBytes): void {
    this.#waiting++;
    this.#written = this.#written.then(() => this.#write(checkpoint));
    // Told by `room` and `settled`; until then nobody listens.
    this.#written.catch(() => {});
  }

  /** Resolves when another one may come. @throws what went wrong with the disk */
  async room(): Promise<void> {
    if (this.#waiting > WAITING) await this.#written;
  }

  /** Resolves when all are on disk and said. @throws what went wrong with the disk */
  settled(): Promise<void> {
    return this.#written;
  }

  async #write({ epoch, step, weights, training }: CheckpointBytes): Promise<void> {
    const { digest: artifact } = await this.#artifacts.put(weights);
    const { digest: optimizer } = await this.#artifacts.put(training);
    this.#waiting--;
    this.#say([{ type: 'checkpoint', epoch, step, artifact, optimizer }]);
  }
}
