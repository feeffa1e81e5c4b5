import type { Image } from '../../../shared/spec/feasible.ts';
import { firstInit } from '../../../shared/spec/first-init.ts';
import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import type { Dataset } from '../../data/index.ts';
import { crossEntropy } from '../../engine/index.ts';
import {
  type Learner,
  type LearnerOptions,
  MomentumLearner,
  type OptimizerState,
  type StateDict,
  TrainLearner,
} from '../../learner/index.ts';
import { buildHooks } from './hooks.ts';
import { initialize } from './init.ts';
import { buildLoaders } from './loaders.ts';
import { buildNetwork } from './network.ts';
import { optimizerOf } from './optimizer.ts';
import { randomsOf } from './randoms.ts';

/** What was read from files: of an `init: weights`, or the weights that an attempt goes on from. */
export type Given = { weights: StateDict | null; optimizer: OptimizerState | null };

/** From what was asked for to what trains. This folder is the only one that knows both the spec and the Learner. */
export function build(spec: JobSpec, dataset: Dataset, given: Given) {
  const randoms = randomsOf(spec.seed);
  const network = buildNetwork(spec, imageOf(dataset), randoms);
  initialize(network, firstInit(spec.init), randoms.weights, given.weights);
  return {
    network,
    learner: learnerOf(spec, network, given.optimizer),
    randoms,
    ...buildLoaders(spec, dataset, randoms.shuffle),
    ...buildHooks(spec.hooks, network),
  };
}

export type Built = ReturnType<typeof build>;

function learnerOf(
  { learner, optimizer }: JobSpec,
  model: LearnerOptions['model'],
  state: OptimizerState | null,
): Learner {
  const make = optimizerOf(optimizer);
  const options: LearnerOptions = {
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => {
      const opt = make(parameters);
      if (state) opt.loadState(state);
      return opt;
    },
  };
  return learner.kind === 'momentum'
    ? new MomentumLearner({ ...options, momentum: learner.momentum })
    : new TrainLearner(options);
}

export function imageOf({ train, classes }: Dataset): Image {
  const [, height, width, channels] = train.shape;
  return { height, width, channels, classes: classes.length };
}
