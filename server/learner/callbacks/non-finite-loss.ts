import { TrainingError } from '../callback.ts';

/** Where it began. */
export type Origin = {
  /** Path of the first module whose output is not finite; null where none is. */
  layer: string | null;
  /** What the layer is called in summaries. */
  kind: string | null;
  /**
   * What broke: the `input` was not finite already; the layer's `weights` (or, in validation, its running statistics)
   * were not; its `output` is not, from finite ones; every layer is fine and the `loss` function alone is not; `unknown`
   * where nobody could look.
   */
  cause: 'input' | 'weights' | 'output' | 'loss' | 'unknown';
};

export type NonFiniteFacts = Pick<Origin, 'layer' | 'cause'> & {
  /** Number of the batch among those of its split, from 0 over the whole fit. */
  batch: number;
  split: 'train' | 'valid';
};

const SPLITS = { train: 'training', valid: 'validation' } as const;

/** The loss of a batch is NaN or infinite. */
export class NonFiniteLoss extends TrainingError implements NonFiniteFacts {
  override readonly name = 'NonFiniteLoss';
  readonly batch: number;
  readonly split: NonFiniteFacts['split'];
  readonly layer: string | null;
  override readonly cause: Origin['cause'];

  /** @param place.update number of the training batch whose update came last; -1 where there was none */
  constructor(
    loss: number,
    { batch, split, update }: Pick<NonFiniteFacts, 'batch' | 'split'> & { update: number },
    { layer, kind, cause }: Origin,
  ) {
    const where = `first not finite in layer ${layer} (${kind}), whose weights are`;
    const since = update < 0 ? 'they were from the start' : `the update of batch ${update} broke them`;
    const why = {
      input: 'its inputs are not finite',
      weights: `${where} already not finite (${since})`,
      output: `${where} finite`,
      loss: 'every layer gives finite values, so it is the loss function',
      unknown: 'the layers whose means are not numbers tell where it began',
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
