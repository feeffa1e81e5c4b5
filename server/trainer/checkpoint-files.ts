import type { TrainerEntry } from '../../shared/trainer.ts';
import { type Artifacts, DiskFull, FolderReadOnly } from '../artifacts/index.ts';

export type CheckpointBytes = { epoch: number; step: number; weights: Uint8Array; training: Uint8Array };

/** As many may be in memory while the disk is slower than the training. */
const WAITING = 2;

/**
 * Writes checkpoints while the training goes on, one after the other, and says each when it is on disk. One for which the
 * disk has no room costs the training nothing but that checkpoint: the next may find some.
 */
export class CheckpointFiles {
  readonly #artifacts: Artifacts;
  readonly #say: (entries: TrainerEntry[]) => void;
  #written: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Why the last one is not kept; null when it is. */
  #unkept: { step: number; error: Error } | null = null;

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

  /** Resolves when another one may come. @throws what went wrong, but for a disk that cannot be written */
  async room(): Promise<void> {
    if (this.#waiting > WAITING) await this.#written;
  }

  /**
   * Resolves when all are on disk and said, or known not to be.
   * @param isEnd what the last one holds is all that there will be: without it the training was for nothing
   * @throws Error when that could not be kept
   */
  async settled({ isEnd }: { isEnd: boolean }): Promise<void> {
    await this.#written;
    if (!isEnd || !this.#unkept) return;
    const { step, error } = this.#unkept;
    throw new Error(
      `the last weights, at step ${step}, could not be kept: ${error.message}. POST /jobs/:id/retry then goes on from the last checkpoint that is there`,
      { cause: error },
    );
  }

  async #write({ epoch, step, weights, training }: CheckpointBytes): Promise<void> {
    try {
      const pair = await this.#putBoth(weights, training);
      this.#unkept = null;
      this.#say([{ type: 'checkpoint', epoch, step, ...pair }]);
    } catch (error) {
      if (!(error instanceof DiskFull || error instanceof FolderReadOnly)) throw error;
      // Once for all that follow each other: a checkpoint every batch must not fill the journal with it too.
      if (!this.#unkept) this.#warn(step, error);
      this.#unkept = { step, error };
    } finally {
      this.#waiting--;
    }
  }

  /** Both or none: half a checkpoint would only take the room that the next one needs. */
  async #putBoth(
    weights: Uint8Array,
    training: Uint8Array,
  ): Promise<{ artifact: string; optimizer: string }> {
    const wasThere = await this.#artifacts.has(await this.#artifacts.digestOf(weights));
    const { digest: artifact } = await this.#artifacts.put(weights);
    try {
      const { digest: optimizer } = await this.#artifacts.put(training);
      return { artifact, optimizer };
    } catch (error) {
      if (!wasThere) await this.#artifacts.remove(artifact, 0).catch(() => {});
      throw error;
    }
  }

  #warn(step: number, error: Error): void {
    const message = `the checkpoint at step ${step} could not be kept: ${error.message}. Training goes on, and so do the tries`;
    this.#say([{ type: 'log', level: 'warn', message }]);
  }
}
