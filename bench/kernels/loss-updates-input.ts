import {
  crossEntropy,
  gatherImages,
  hits,
  openDevice,
  type Tensor,
  tf,
  variable,
} from '../../server/engine/index.ts';
import { simd } from '../../server/engine/kernels/simd.ts';
import {
  AdamW,
  augment,
  horizontalFlip,
  type Learner,
  Random,
  randomCopy,
  randomCrop,
  randomErase,
  SGD,
} from '../../server/learner/index.ts';
import { median } from '../median.ts';
import { adamByTfjs, batchByTfjs, crossEntropyByTfjs, momentumByTfjs } from './tfjs-before.ts';

// Loss, accuracy, updates and the making of batches: `node --import tsx bench/kernels/loss-updates-input.ts [threads]`.
const ROUNDS = 21;
const threads = Number(process.argv[2] ?? 2);
await openDevice(['wasm'], threads);

/** Milliseconds of one call, median; each round several, so that the clock's grain does not count. */
function time(work: () => unknown): number {
  const once = (): void => void tf.tidy(() => void work());
  for (let i = 0; i < 20; i++) once();
  return median(
    Array.from({ length: ROUNDS }, () => {
      const before = performance.now();
      for (let i = 0; i < 3; i++) once();
      return (performance.now() - before) / 3;
    }),
  );
}

/** `bytes`: what has to be moved at least. */
function report(name: string, bytes: number, ours: () => unknown, before?: () => unknown): void {
  const ms = time(ours);
  const was = before ? time(before).toFixed(3) : '';
  console.log(`| ${name} | ${ms.toFixed(3)} | ${(bytes / ms / 1e6).toFixed(1)} | ${was} |`);
}

const TABLE = Float32Array.from({ length: 256 }, (_, i) => (i / 255 - 0.28) / 0.35);
const images = {
  bytes: new Uint8Array(60_000 * 784).map((_, i) => i * 31),
  shape: [60_000, 28, 28, 1] as const,
};
const order = new Random(1).permutation(60_000);

function input(n: number): void {
  let at = 0;
  const next = (): Uint32Array => {
    at = (at + n) % (60_000 - n);
    return order.subarray(at, at + n);
  };
  const values = n * 784;
  report(
    `batch of ${n} from bytes`,
    5 * values,
    () => gatherImages(images, next(), TABLE),
    () => batchByTfjs(images.bytes, 784, next(), TABLE),
  );
  const x = gatherImages(images, next(), TABLE);
  const y = tf.zeros([n], 'int32');
  const all = {
    'random crop': randomCrop({ per: 'image' }),
    'horizontal flip': horizontalFlip({ per: 'image' }),
    'random copy': randomCopy({ per: 'image' }),
    'random erase': randomErase({ per: 'image' }),
  };
  for (const [name, transform] of Object.entries(all)) {
    const callback = augment([transform], new Random(1));
    report(`${name} of ${n}`, 8 * values, () =>
      callback.beforeBatch({ training: true, batch: { x, y } } as unknown as Learner),
    );
  }
  tf.dispose([x, y]);
}

function loss(n: number, classes: number): void {
  const x = tf.randomNormal([n, classes]) as Tensor;
  const y = tf.cast(tf.randomUniform([n], 0, classes), 'int32');
  report(
    `cross entropy and gradient [${n}, ${classes}]`,
    16 * x.size,
    () => tf.grad((x: Tensor) => crossEntropy(x, y))(x),
    () => crossEntropyByTfjs(x, y),
  );
  report(
    `hits [${n}, ${classes}]`,
    4 * x.size,
    () => hits(x, y),
    () => tf.sum(tf.cast(tf.equal(tf.argMax(x, -1), y), 'int32')),
  );
  tf.dispose([x, y]);
}

function updates(name: string, sizes: readonly number[]): void {
  const zeros = () => sizes.map((n) => variable(tf.zeros([n])));
  const [parameters, a, b] = [zeros(), zeros(), zeros()];
  const gradients = sizes.map((n) => tf.randomNormal([n]));
  const values = sizes.reduce((sum, n) => sum + n, 0);
  const sgd = new SGD(parameters, { momentum: 0.9 });
  const adamW = new AdamW(parameters);
  report(
    `SGD with momentum, ${name}`,
    20 * values,
    () => sgd.step(gradients),
    () => momentumByTfjs(parameters, gradients, a),
  );
  report(
    `AdamW, ${name}`,
    28 * values,
    () => adamW.step(gradients),
    () => adamByTfjs(parameters, gradients, a, b),
  );
  for (const optimizer of [sgd, adamW]) optimizer.dispose();
  tf.dispose([...parameters, ...a, ...b, ...gradients]);
}

/** Convolutions of 3 x 3 with scale and shift of a batch norm. */
const convolutions = (channels: readonly number[]): number[] =>
  channels.slice(1).flatMap((out, i) => [9 * channels[i]! * out, out, out]);

console.log(`${threads} threads, relaxed SIMD: ${simd()!.relaxed}\n`);
console.log('| | ms | GB/s | ms by tfjs |\n| --- | ---: | ---: | ---: |');
for (const n of [1024, 256]) {
  input(n);
  loss(n, 10);
}
loss(256, 1000);
updates('lesson model', convolutions([1, 8, 16, 32, 64, 10]));
updates('ResNet of 1.2 M', convolutions([1, 8, 16, 32, 64, 64, 128, 128, 256, 256, 10]));
process.exit(0);
