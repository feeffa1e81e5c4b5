import { Callback, Cancel } from '../callback.ts';
import type { Learner } from '../learner.ts';

/** miniai's SingleBatchCB: ends the fit after its first batch, to see whether it runs at all. */
export class SingleBatch extends Callback {
  /** Last: everybody else has seen the batch. */
  override readonly order = 200;

  /** A fit that goes on from after its only batch has nothing left to do. */
  override beforeBatch({ steps }: Learner): void {
    if (steps.train + steps.valid > 0) throw new Cancel('fit');
  }

  override afterBatch(): void {
    throw new Cancel('fit');
  }
}
