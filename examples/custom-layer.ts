/** A layer of your own: PReLU (He 2015), whose slope below 0 is learned, one for each channel. */
import { loadDataset } from '../server/data/index.ts';
import { crossEntropy, openDevice, type Tensor, tf, variable } from '../server/engine/index.ts';
import * as L from '../server/learner/index.ts';

/** torch.nn.PReLU(channels, init). Extends Activation, so that ActivationStats watches it by itself. */
class PReLU extends L.Activation {
  readonly kind = 'PReLU';
  readonly floor = null;
  readonly leak: number;
  readonly range: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

  constructor(channels: number, init = 0.25) {
    super();
    this.leak = init;
    this.parameters.weight = { value: variable(tf.fill([channels], init)) };
  }

  /** Made of ops that have gradients: the tape does the rest. */
  protected forward(x: Tensor): Tensor {
    return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), this.parameters.weight!.value));
  }
}

await openDevice(['wasm'], 2);
const data = await loadDataset('fashion-mnist-mini', { cacheDir: 'data/datasets' });
const random = new L.Random(42);
const normalize = { mean: 0.28, std: 0.35 };
const block = (from: number, to: number) =>
  new L.Sequential(
    new L.Conv2d(from, to, random, { kernel: 3, stride: 2, padding: 1 }),
    new L.BatchNorm2d(to),
    new PReLU(to),
  );
const model = new L.Sequential(
  block(1, 8),
  block(8, 16),
  block(16, 32),
  new L.GlobalAvgPool(),
  new L.Linear(32, 10, random),
);
console.log(L.formatSummary(L.summary(model, [28, 28, 1])));
const metrics = new L.Metrics();
const learn = new L.TrainLearner({
  model,
  lossFunction: crossEntropy,
  optimizer: (parameters) => new L.AdamW(parameters, { lr: 0.01 }),
  callbacks: [metrics, new L.Progress(metrics), new L.Scheduler(L.schedules.oneCycle())],
});
await learn.fit(2, {
  train: new L.ImageLoader(data.train, { batchSize: 256, normalize, shuffle: random }),
  valid: new L.ImageLoader(data.valid, { batchSize: 256, normalize }),
});
const slopes = L.stateDict(model)['0.2.weight']!.data;
console.log(`slopes of the first layer: ${Array.from(slopes, (slope) => slope.toFixed(2)).join(' ')}`);
process.exit();
