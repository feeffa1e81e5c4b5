import { Callback, Cancel } from '../callback.ts';

/** miniai's SingleBatchCB: ends the fit after its first batch, to see whether it runs at all. */
export class SingleBatch extends Callback {
  /** Last: everybody else has seen the batch. */
  override readonly order = 200;

  override afterBatch(): void {
    throw new Cancel('fit');
  }
}
