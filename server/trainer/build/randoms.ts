import { Random } from '../../learner/index.ts';

/** A stream of its own for each use: another model must not see the images in another order. */
export const randomsOf = (seed: number) => ({
  weights: new Random(seed),
  shuffle: new Random(~seed),
  dropout: new Random(seed ^ 0x5555_5555),
  augment: new Random(seed ^ 0x3333_3333),
});
