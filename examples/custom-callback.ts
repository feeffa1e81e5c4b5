/** A callback of your own: gradients clipped by their global norm (Pascanu 2013), and how often that happened. */
import { loadDataset } from '../server/data/index.ts';
import { crossEntropy, openDevice, tf } from '../server/engine/index.ts';
import * as L from '../server/learner/index.ts';

class GradientClip extends L.Callback {
  clipped = 0;
  readonly #max: number;

  constructor(max: number) {
    super();
    this.#max = max;
  }

  /** Between backward and step: what stands in `learn.gradients` is what the optimizer gets. */
  override afterBackward(learn: L.Learner): void {
    const squares = learn.gradients.map((gradient) => tf.sum(tf.square(gradient)).dataSync()[0]!);
    const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    if (norm <= this.#max) return;
    this.clipped++;
    learn.gradients = learn.gradients.map((gradient) => tf.mul(gradient, this.#max / norm));
  }
}

await openDevice(['wasm'], 2);
const data = await loadDataset('fashion-mnist-mini', { cacheDir: 'data/datasets' });
const random = new L.Random(42);
const normalize = { mean: 0.28, std: 0.35 };
const model = L.cnn(
  { inputs: 1, classes: 10, filters: [8, 16, 32, 64], activation: () => new L.GeneralReLU() },
  random,
);
L.kaiming(model, random, { leak: 0.1 });
const metrics = new L.Metrics();
const clip = new GradientClip(1);
const learn = new L.MomentumLearner({
  model,
  lossFunction: crossEntropy,
  optimizer: (parameters) => new L.SGD(parameters, { lr: 0.1 }),
  callbacks: [metrics, new L.Progress(metrics), clip],
});
await learn.fit(2, {
  train: new L.ImageLoader(data.train, { batchSize: 256, normalize, shuffle: random }),
  valid: new L.ImageLoader(data.valid, { batchSize: 256, normalize }),
});
console.log(`clipped ${clip.clipped} of ${learn.steps.train} batches`);
process.exit();
