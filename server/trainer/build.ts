import type { TrainSpec } from '../../shared/spec/job-spec.ts';
import type { Dataset } from '../data/index.ts';
import { crossEntropy } from '../engine/index.ts';
import {
  type Activation,
  ActivationStats,
  BatchNorm2d,
  cnn,
  firstBatchStatistics,
  GeneralReLU,
  ImageLoader,
  isActivation,
  kaiming,
  Learner,
  type Module,
  Momentum,
  modulesOf,
  type Normalization,
  Random,
  ReLU,
  SGD,
} from '../learner/index.ts';

/** From what was asked for to what trains. The only file that knows both the spec and the Learner. */
export function build(spec: TrainSpec, dataset: Dataset) {
  const model = buildModel(spec, dataset);
  const loaders = buildLoaders(spec, dataset);
  const learner = new Learner({
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => new OPTIMIZERS[spec.optimizer.kind](parameters, spec.optimizer),
  });
  return { model, learner, ...loaders, ...buildHooks(spec, model) };
}

const OPTIMIZERS = { sgd: SGD, momentum: Momentum };

function buildModel(
  { model: { filters, kernel, activation, norm }, init, seed }: TrainSpec,
  dataset: Dataset,
) {
  const random = new Random(seed);
  const makeActivation = (): Activation =>
    activation.kind === 'relu' ? new ReLU() : new GeneralReLU(activation);
  const model = cnn(
    {
      inputs: dataset.train.shape[3],
      classes: dataset.classes.length,
      filters,
      kernel,
      activation: makeActivation,
      ...(norm.kind === 'batch' && { norm: (channels) => new BatchNorm2d(channels, norm) }),
    },
    random,
  );
  if (init.kind === 'kaiming') {
    kaiming(model, random, { leak: makeActivation().leak, distribution: init.distribution });
  }
  return model;
}

function buildLoaders({ dataset: asked, batchSize, seed }: TrainSpec, dataset: Dataset) {
  // A stream of its own: another model must not see the images in another order.
  const shuffle = asked.shuffle ? new Random(~seed) : null;
  const limit = asked.trainLimit;
  const normalize: Normalization | null =
    asked.normalize === 'none'
      ? null
      : asked.normalize === 'first-batch'
        ? firstBatchStatistics(new ImageLoader(dataset.train, { batchSize, limit }))
        : asked.normalize;
  const train = new ImageLoader(dataset.train, { batchSize, limit, normalize, shuffle });
  const valid = new ImageLoader(dataset.valid, { batchSize, limit: asked.validLimit, normalize });
  return { train, valid, normalize };
}

function buildHooks({ hooks }: TrainSpec, model: Module) {
  if (hooks.layers === 'none') return { stats: null, layers: [] };
  const asked = hooks.layers === 'activations' ? null : new Set(hooks.layers);
  const filter = (module: Module, path: string): boolean => (asked ? asked.has(path) : isActivation(module));
  const layers = Array.from(modulesOf(model, filter), ([{ kind }, name]) => ({ name, kind }));
  if (asked && layers.length < asked.size) {
    const known = [...modulesOf(model, () => true).values()];
    const absent = [...asked].filter((path) => !known.includes(path));
    throw new Error(`hooks.layers: the model has no module ${absent.join(', ')}; it has ${known.join(', ')}`);
  }
  return { stats: new ActivationStats({ ...hooks, filter }), layers };
}
