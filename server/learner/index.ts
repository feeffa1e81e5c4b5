/** Floor 1: the training library, lesson 17 in TypeScript. Knows the engine and nothing of servers, files or jobs. */
export { Callback, CallbackError, Cancel } from './callback.ts';
export { ActivationStats, isActivation } from './callbacks/activation-stats.ts';
export { type EpochScore, Metrics, type Score } from './callbacks/metrics.ts';
export { StopOnNonFinite } from './callbacks/stop-on-non-finite.ts';
export type { Batch, DataLoader } from './data/data-loader.ts';
export {
  firstBatchStatistics,
  ImageLoader,
  type Images,
  type Normalization,
} from './data/image-loader.ts';
export { Hooks, modulesOf } from './hooks.ts';
export { kaiming } from './init/kaiming.ts';
export { type FitOptions, Learner, type LearnerOptions } from './learner.ts';
export { type Activation, GeneralReLU, ReLU } from './nn/activations.ts';
export { BatchNorm2d } from './nn/batch-norm.ts';
export { cnn } from './nn/cnn.ts';
export { Conv2d } from './nn/conv2d.ts';
export { Flatten } from './nn/flatten.ts';
export { Module } from './nn/module.ts';
export { Sequential } from './nn/sequential.ts';
export { loadStateDict, type StateDict, stateDict } from './nn/state-dict.ts';
export { Momentum } from './optim/momentum.ts';
export { Optimizer } from './optim/optimizer.ts';
export { SGD } from './optim/sgd.ts';
export { Random } from './random.ts';
