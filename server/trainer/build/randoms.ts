import { Random, type RandomState } from '../../learner/index.ts';

/** A stream of its own for each use: another model must not see the images in another order. */
export const randomsOf = (seed: number) => ({
  weights: new Random(seed),
  shuffle: new Random(~seed),
  dropout: new Random(seed ^ 0x5555_5555),
  augment: new Random(seed ^ 0x3333_3333),
});

type Randoms = ReturnType<typeof randomsOf>;

/** Of the streams that are drawn from as batches go by, but the order of the images: its loader tells that. */
export type RandomStates = { [Use in 'dropout' | 'augment']: RandomState };

export const statesOf = ({ dropout, augment }: Randoms): RandomStates => ({
  dropout: dropout.state(),
  augment: augment.state(),
});

/** @throws TypeError for what is no state */
export function loadStates({ dropout, augment }: Randoms, states: RandomStates): void {
  dropout.loadState(states.dropout);
  augment.loadState(states.augment);
}
