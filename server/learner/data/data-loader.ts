import type { Tensor } from '../../engine/index.ts';

/** x [n, h, w, c] float32, y [n] int32. */
export type Batch = { x: Tensor; y: Tensor };

/**
 * Batches of one epoch, each time that it is iterated. The learner disposes each batch after use.
 * What is optional makes a fit go on exactly where it was (Learner.state): a loader whose epochs differ needs its own
 * `state`, one without `from` makes the batches that are skipped.
 */
export interface DataLoader extends Iterable<Batch> {
  /** Batches in an epoch. */
  readonly length: number;
  /** What the next epoch's order comes from, as a value that JSON can keep. */
  state?(): unknown;
  /** Takes back what `state` gave, here or in another process. */
  loadState?(state: unknown): void;
  /** An epoch without its first `batch` batches, which are not made. */
  from?(batch: number): Iterable<Batch>;
}
