/** Floor 1: the training library, lesson 17 in TypeScript. Knows the engine and nothing of servers, files or jobs. */
export { augment } from './augment/augment.ts';
export type { Augmentation, ImagesShape } from './augment/augmentation.ts';
export type { Per } from './augment/draws.ts';
export { type HorizontalFlipOptions, horizontalFlip } from './augment/horizontal-flip.ts';
export type { PatchOptions } from './augment/patches.ts';
export { randomCopy } from './augment/random-copy.ts';
export { type RandomCropOptions, randomCrop } from './augment/random-crop.ts';
export { randomErase } from './augment/random-erase.ts';
export { TestTimeAugmentation } from './augment/test-time-augmentation.ts';
export {
  Callback,
  CallbackError,
  type CallbackEvent,
  Cancel,
  type Scope,
  type Step,
  TrainingError,
} from './callback.ts';
export {
  ActivationStats,
  type ActivationStatsOptions,
  type ColorDim,
  isActivation,
} from './callbacks/activation-stats.ts';
export { BatchTransform, type BatchTransformOptions } from './callbacks/batch-transform.ts';
export { type Captured, CapturePreds } from './callbacks/capture-preds.ts';
export { EarlyStopping, type EarlyStoppingOptions, type Monitor } from './callbacks/early-stopping.ts';
export { type EpochFinding, HealthWatch } from './callbacks/health-watch.ts';
export { HooksCallback, type HooksCallbackOptions } from './callbacks/hooks-callback.ts';
export { type LookSources, layerFactsOf, lookAt } from './callbacks/looks.ts';
export { LRFinder, type LRFinderOptions, type LRFinderResult } from './callbacks/lr-finder.ts';
export { type LrSuggestion, suggestLr } from './callbacks/lr-suggestion.ts';
export { LSUV, type LsuvCallbackOptions } from './callbacks/lsuv/callback.ts';
export type { LsuvEntry, Moments } from './callbacks/lsuv/layer.ts';
export { type LsuvOptions, lsuv } from './callbacks/lsuv/lsuv.ts';
export { type EpochScore, type Metric, Metrics, type Score } from './callbacks/metrics.ts';
export { NonFiniteLoss } from './callbacks/non-finite-loss.ts';
export { Progress } from './callbacks/progress.ts';
export { Recorder } from './callbacks/recorder.ts';
export { Scheduler } from './callbacks/scheduler.ts';
export { SingleBatch } from './callbacks/single-batch.ts';
export { StopOnNonFinite } from './callbacks/stop-on-non-finite.ts';
export type { Batch, DataLoader } from './data/data-loader.ts';
export {
  firstBatchStatistics,
  ImageLoader,
  type ImageLoaderOptions,
  type Images,
  type Normalization,
} from './data/image-loader.ts';
export { checkCallbacks, ForeignState } from './fit/callback-states.ts';
export type { FitOptions, LearnerOptions } from './fit/options.ts';
export type { FitState, Place } from './fit/state.ts';
export type { Finding, HealthKind } from './health/finding.ts';
export { beginHealth, conclude, examine, type HealthFacts, type HealthState } from './health/health.ts';
export type { LayerFacts, LayerLook, Look } from './health/look.ts';
export { Hook, type HookFunction, Hooks, modulesOf } from './hooks.ts';
export { type GlorotOptions, glorot } from './init/glorot.ts';
export { type KaimingOptions, kaiming } from './init/kaiming.ts';
export { type NormalOptions, normal } from './init/normal.ts';
export { Learner } from './learner.ts';
export { MomentumLearner } from './momentum-learner.ts';
export { Activation, GeneralReLU, ReLU, ReLU6 } from './nn/activations.ts';
export { type ActivationName, activations } from './nn/activations-by-name.ts';
export { BatchNorm1d, BatchNorm2d } from './nn/batch-norm.ts';
export { cnn } from './nn/cnn.ts';
export { type ConvBlockOptions, convBlock } from './nn/conv-block.ts';
export { Conv2d } from './nn/conv2d.ts';
export { Dropout } from './nn/dropout.ts';
export { Flatten } from './nn/flatten.ts';
export { GroupNorm } from './nn/group-norm.ts';
export { InstanceNorm2d } from './nn/instance-norm.ts';
export { LayerNorm } from './nn/layer-norm.ts';
export { LessonBatchNorm } from './nn/lesson-batch-norm.ts';
export { Linear } from './nn/linear.ts';
export { Module } from './nn/module.ts';
export { AvgPool2d, GlobalAvgPool } from './nn/pooling.ts';
export { ResBlock, type ResBlockOptions } from './nn/res-block.ts';
export { Residual } from './nn/residual.ts';
export { type ResnetOptions, resnet } from './nn/resnet.ts';
export { Sequential } from './nn/sequential.ts';
export { ELU, GELU, Identity, SELU, Sigmoid, SiLU, Softplus, Tanh } from './nn/smooth-activations.ts';
export { loadStateDict, type StateDict, stateDict } from './nn/state-dict.ts';
export { Adam } from './optim/adam.ts';
export { AdamW } from './optim/adamw.ts';
export type { AdamOptions } from './optim/moments.ts';
export { Momentum } from './optim/momentum.ts';
export { Optimizer } from './optim/optimizer.ts';
export type { OptimizerState } from './optim/optimizer-state.ts';
export { RMSProp, type RmsPropOptions } from './optim/rmsprop.ts';
export type { Settings } from './optim/settings.ts';
export { SGD, type SgdOptions } from './optim/sgd.ts';
export type { Context, Transform } from './optim/transform.ts';
export { fromPlain, type Plain, toPlain } from './plain.ts';
export { Random, type RandomState } from './random.ts';
export * as schedules from './schedules/index.ts';
export type { Position, Schedule } from './schedules/schedule.ts';
export { formatSummary, type Summary, type SummaryRow, summary } from './summary.ts';
export { TrainLearner } from './train-learner.ts';
