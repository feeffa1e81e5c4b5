import type { OptimizerState } from '../optim/optimizer-state.ts';
import type { Plain } from '../plain.ts';
import type { CallbackState } from './callback-states.ts';
import type { SavedTensor } from './saved-tensors.ts';

/** Where a fit is, between two batches. */
export type Place = {
  epoch: number;
  /** Of which split the pass is that is under way or comes next. */
  training: boolean;
  /** Whether that pass has had its beforeEpoch. */
  begun: boolean;
  /** Batches of it that are over. */
  done: number;
};

/**
 * What the rest of a fit depends on, beside the model's weights and buffers and the generators that others were given
 * (dropout's, augmentation's). All but `optimizer` and `gradients`, which have tensors, is kept by JSON as it is.
 */
export type FitState = {
  place: Place;
  /** Batches of each split that are over since the fit began. */
  steps: { train: number; valid: number };
  /** The optimizer's, as the last schedule wrote them. */
  settings: Plain;
  /** What the order of each loader's pass under way came from, or that of the next one will. */
  loaders: { train: Plain; valid: Plain };
  callbacks: CallbackState[];
  optimizer: OptimizerState;
  /** What zeroGrad left for the next batch, in the order of the parameters. */
  gradients: SavedTensor[];
};
