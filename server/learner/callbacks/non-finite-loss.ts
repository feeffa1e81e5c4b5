import { TrainingError } from '../callback.ts';

export type NonFiniteFacts = {
  /** Number of the batch among those of its split, from 0 over the whole fit. */
  batch: number;
  split: 'train' | 'valid';
  /** Path of the first module whose output is not finite; null where none is. */
  layer: string | null;
  /**
   * What broke: the `input` was not finite already; the layer's `weights` (or, in validation, its running statistics)
   * were not; its `output` is not, from finite ones; every layer is fine and the `loss` function alone is not.
   */
  cause: 'input' | 'weights' | 'output' | 'loss';
};

const SPLITS = { train: 'training', valid: 'validation' } as const;

/** The loss of a batch is NaN or infinite. */
export class NonFiniteLoss extends TrainingError implements NonFiniteFacts {
  override readonly name = 'NonFiniteLoss';
  readonly batch: number;
  readonly split: NonFiniteFacts['split'];
  readonly layer: string | null;
  override readonly cause: NonFiniteFacts['cause'];

  /**
   * @param kind the layer's kind, for the sentence
   * @param update number of the training batch whose update came last; -1 where there was none
   */
  constructor(loss: number, facts: NonFiniteFacts, kind: string, update: number) {
    const { batch, split, layer, cause } = facts;
    const where = `first not finite in layer ${layer} (${kind}), whose weights are`;
    const since = update < 0 ? 'they were from the start' : `the update of batch ${update} broke them`;
    const why = {
      input: 'its inputs are not finite',
      weights: `${where} already not finite (${since})`,
      output: `${where} finite`,
      loss: 'every layer gives finite values, so it is the loss function',
    }[cause];
    const advice =
      cause === 'input' ? 'look at the data and its normalization' : 'try a lower rate or another init';
    super(`the loss is ${loss} at ${SPLITS[split]} batch ${batch}: ${why}; ${advice}`);
    this.batch = batch;
    this.split = split;
    this.layer = layer;
    this.cause = cause;
  }
}
