import type { Tensor } from '../../engine/index.ts';

/** x [n, h, w, c] float32, y [n] int32. */
export type Batch = { x: Tensor; y: Tensor };

/** Batches of one epoch, each time that it is iterated. The learner disposes each batch after use. */
export interface DataLoader extends Iterable<Batch> {
  /** Batches in an epoch. */
  readonly length: number;
}
