/** Lesson 17 without a server: a Learner on the bundled images, and what its layers did. */
import { loadDataset } from '../server/data/index.ts';
import { crossEntropy, openDevice } from '../server/engine/index.ts';
import * as L from '../server/learner/index.ts';

await openDevice(['wasm'], 2);
const data = await loadDataset('fashion-mnist-mini', { cacheDir: 'data/datasets' });
const random = new L.Random(42);
const normalize = L.firstBatchStatistics(new L.ImageLoader(data.train, { batchSize: 256 }));
const train = new L.ImageLoader(data.train, { batchSize: 256, normalize, shuffle: random });
const valid = new L.ImageLoader(data.valid, { batchSize: 256, normalize });

const model = L.cnn(
  {
    inputs: 1,
    classes: data.classes.length,
    filters: [8, 16, 32, 64],
    activation: () => new L.GeneralReLU({ leak: 0.1, sub: 0.4 }),
    norm: (channels) => new L.BatchNorm2d(channels),
  },
  random,
);
L.kaiming(model, random, { leak: 0.1 });

const metrics = new L.Metrics();
const stats = new L.ActivationStats();
const learn = new L.TrainLearner({
  model,
  lossFunction: crossEntropy,
  optimizer: (parameters) => new L.Momentum(parameters, { lr: 1 }),
  callbacks: [metrics, new L.Progress(metrics), stats],
});
await learn.fit(2, { train, valid });
for (const { name, means, stds } of stats.stats()) {
  console.log(`layer ${name}: mean ${means.at(-1)!.toFixed(2)}, std ${stds.at(-1)!.toFixed(2)}`);
}
process.exit(); // The device's threads would keep the process alive.
