import { readFileSync } from 'node:fs';
import { type Tensor, tf } from '../../../server/engine/index.ts';
import {
  AvgPool2d,
  activations,
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  GeneralReLU,
  GlobalAvgPool,
  GroupNorm,
  InstanceNorm2d,
  LayerNorm,
  LessonBatchNorm,
  Linear,
  type Module,
  Random,
  ResBlock,
  type StateDict,
} from '../../../server/learner/index.ts';

type Packed = { shape: number[]; f32: string };
export type Case = {
  name: string;
  state: Record<string, Packed>;
  input: Packed;
  output: Packed;
  cotangent: Packed;
  /** Of sum(output * cotangent): for "input" and every parameter. */
  gradients: Record<string, Packed>;
  /** A second training batch, buffers after it, and the first input's output in evaluation then. */
  second?: Packed;
  after?: Record<string, Packed>;
  evaluation?: Packed;
};

/** What PyTorch says; tests/reference/make-layers.py wrote it. */
export const CASES: Case[] = JSON.parse(
  readFileSync(new URL('../../reference/layers.json', import.meta.url), 'utf8'),
);

const random = (): Random => new Random(1);
const leaky = (): GeneralReLU => new GeneralReLU({ leak: 0.1, sub: 0.4 });
const norm = (channels: number): Module => new BatchNorm2d(channels);

/** The same layer as in make-layers.py, by the name of its case. */
export const LAYERS: Record<string, () => Module> = {
  'conv without bias': () => new Conv2d(3, 4, random(), { stride: 2, padding: 1, bias: false }),
  'conv 1 x 1': () => new Conv2d(3, 5, random(), { kernel: 1 }),
  'conv 1 x 1 without bias': () => new Conv2d(3, 5, random(), { kernel: 1, bias: false }),
  linear: () => new Linear(7, 5, random()),
  'linear without bias': () => new Linear(7, 5, random(), { bias: false }),
  'batch norm 2d': () => new BatchNorm2d(5),
  'batch norm 1d': () => new BatchNorm1d(7, { eps: 1e-3, momentum: 0.3 }),
  'lesson batch norm': () => new LessonBatchNorm(5),
  'lesson batch norm of features': () => new LessonBatchNorm(7, { eps: 1e-3, momentum: 0.3 }),
  'layer norm': () => new LayerNorm(),
  'layer norm of one position': () => new LayerNorm({ eps: 1e-3 }),
  'instance norm': () => new InstanceNorm2d(5),
  'instance norm affine': () => new InstanceNorm2d(5, { affine: true, eps: 1e-3 }),
  'group norm': () => new GroupNorm(2, 6),
  'group norm of one group': () => new GroupNorm(1, 6, { eps: 1e-3 }),
  'group norm of one position': () => new GroupNorm(2, 6),
  'avg pool 2': () => new AvgPool2d(2),
  'avg pool 2 ceil': () => new AvgPool2d(2, { ceil: true }),
  'avg pool 2 ceil of one position': () => new AvgPool2d(2, { ceil: true }),
  'avg pool 3': () => new AvgPool2d(3),
  'avg pool 3 ceil': () => new AvgPool2d(3, { ceil: true }),
  'avg pool 1': () => new AvgPool2d(1),
  'global avg pool': () => new GlobalAvgPool(),
  'general relu': () => new GeneralReLU({ leak: 0.1, sub: 0.4, max: 1.5 }),
  relu: activations.relu,
  relu6: activations.relu6,
  elu: activations.elu,
  selu: activations.selu,
  sigmoid: activations.sigmoid,
  tanh: activations.tanh,
  softplus: activations.softplus,
  swish: activations.swish,
  gelu: activations.gelu,
  'linear activation': activations.identity,
  'res block': () => new ResBlock(3, 3, random(), { activation: leaky }),
  'res block with more channels': () => new ResBlock(3, 4, random(), { activation: activations.swish, norm }),
  'res block with stride': () => new ResBlock(3, 3, random(), { stride: 2, activation: leaky, norm }),
  'res block with both': () => new ResBlock(3, 5, random(), { stride: 2, activation: leaky, norm }),
  'res block with kernel 5': () =>
    new ResBlock(2, 3, random(), { stride: 2, kernel: 5, activation: activations.tanh }),
};

export const floats = ({ f32 }: Packed): Float32Array =>
  new Float32Array(new Uint8Array(Buffer.from(f32, 'base64')).buffer);

export const dictOf = (packed: Record<string, Packed>): StateDict =>
  Object.fromEntries(Object.entries(packed).map(([name, p]) => [name, { shape: p.shape, data: floats(p) }]));

/** As the network has it: images NHWC. */
export function tensorOf(packed: Packed): Tensor {
  const tensor = tf.tensor(floats(packed), packed.shape);
  return tensor.rank === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
}

/** Values in PyTorch's order. */
export const torchValues = (tensor: Tensor): Float32Array =>
  (tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor).dataSync() as Float32Array;
