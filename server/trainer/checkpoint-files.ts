import type { TrainerEntry } from '../../shared/trainer.ts';
import { type Artifacts, DiskFull, FolderReadOnly } from '../artifacts/index.ts';

type CheckpointBytes = { epoch: number; step: number; weights: Uint8Array; training: Uint8Array };

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
  #hasFailed = false;
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
    this.#written.catch(() => {
      this.#hasFailed = true;
    });
  }

  /**
   * Resolves when another one may come. To be asked after every batch: what follows an error would not be kept.
   * @throws Error for what went wrong, but for a disk that cannot be written
   */
  async room(): Promise<void> {
    if (this.#hasFailed || this.#waiting > WAITING) await this.#written;
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
      // Where there is room for the first alone, it stays: it may have been there before, and a row may name it. The
      // server's sweep, which knows the rows, takes it when none does.
      const { digest: artifact } = await this.#artifacts.put(weights);
      const { digest: optimizer } = await this.#artifacts.put(training);
      this.#unkept = null;
      this.#say([{ type: 'checkpoint', epoch, step, artifact, optimizer }]);
    } catch (error) {
      if (!(error instanceof DiskFull || error instanceof FolderReadOnly)) throw unexpected(step, error);
      // Once for all that follow each other: a checkpoint every batch must not fill the journal with it too.
      if (!this.#unkept) this.#warn(step, error);
      this.#unkept = { step, error };
    } finally {
      this.#waiting--;
    }
  }

  #warn(step: number, error: Error): void {
    const message = `the checkpoint at step ${step} could not be kept: ${error.message}. Training goes on, and so do the tries`;
    this.#say([{ type: 'log', level: 'warn', message }]);
  }
}

const unexpected = (step: number, cause: unknown): Error => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `the checkpoint at step ${step} could not be kept: ${why}. POST /jobs/:id/retry then goes on from the last one that is there`,
    { cause },
  );
};
