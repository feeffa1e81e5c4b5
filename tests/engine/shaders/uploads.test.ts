import { afterAll, expect, test } from 'vitest';
import { closeWebgpu, openDevice, tf } from '../../../server/engine/index.ts';
import {
  AdamW,
  AvgPool2d,
  activations,
  BatchNorm2d,
  Callback,
  Conv2d,
  Dropout,
  GlobalAvgPool,
  GroupNorm,
  ImageLoader,
  InstanceNorm2d,
  LayerNorm,
  type Learner,
  LessonBatchNorm,
  Linear,
  Metrics,
  Random,
  Sequential,
  TrainLearner,
} from '../../../server/learner/index.ts';
import { tinyImages, tinyOptions } from '../../learner/tiny.ts';
import { softwareVulkan } from '../../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

type Entry = { resource: unknown; values: ArrayLike<number> | null };
type Backend = { uploadToGPU(id: object): void; tensorMap: { get(id: object): Entry } };

/** How many values go to the GPU at a time once the images are there, which is from their third batch on. */
class Uploads extends Callback {
  readonly sizes: number[] = [];
  #isOn = false;
  override beforeFit(): void {
    const backend = tf.backend() as unknown as Backend;
    const upload = backend.uploadToGPU.bind(backend);
    backend.uploadToGPU = (id) => {
      const { resource, values } = backend.tensorMap.get(id);
      if (this.#isOn && !resource && values) this.sizes.push(values.length);
      upload(id);
    };
  }
  override beforeBatch(learn: Learner): void {
    this.#isOn = learn.steps[learn.training ? 'train' : 'valid'] > 1;
  }
  override cleanupEpoch(): void {
    this.#isOn = false;
  }
}

test.skipIf(!vulkan)(
  'a step on webgpu uploads indexes, labels and a table of 256, and nothing else',
  async () => {
    await openDevice(['webgpu:software'], 1);
    const random = new Random(1);
    const smooth = Object.values(activations).map((activation) => activation());
    const model = new Sequential(
      new Conv2d(1, 8, random, { padding: 1 }),
      ...[
        new GroupNorm(2, 8),
        new LayerNorm(),
        new InstanceNorm2d(8),
        new InstanceNorm2d(8, { affine: true }),
      ],
      ...[new BatchNorm2d(8), new LessonBatchNorm(8)],
      ...smooth,
      new Dropout(0.5, random),
      new AvgPool2d(3, { ceil: true }),
      new GlobalAvgPool(),
      new Linear(8, 2, random),
    );
    const uploads = new Uploads();
    const learner = new TrainLearner({
      ...tinyOptions(model, [new Metrics(), uploads]),
      optimizer: (parameters) => new AdamW(parameters, { lr: 0.01 }),
    });
    const [train, valid] = [8, 8].map((n) => new ImageLoader(tinyImages(n), { batchSize: 2 }));
    await learner.fit(1, { train: train!, valid: valid! });
    expect([...new Set(uploads.sizes)].filter((size) => size > 2)).toEqual([256]);
    model.dispose();
  },
);
afterAll(closeWebgpu);
