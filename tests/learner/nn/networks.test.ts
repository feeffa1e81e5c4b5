import { describe, expect, test } from 'vitest';
import { crossEntropy, type Tensor, tf, valueAndGradients } from '../../../server/engine/index.ts';
import {
  activations,
  BatchNorm2d,
  Conv2d,
  cnn,
  convBlock,
  GroupNorm,
  InstanceNorm2d,
  kaiming,
  LayerNorm,
  LessonBatchNorm,
  Linear,
  type Module,
  Random,
  ReLU,
  ResBlock,
  Residual,
  resnet,
  stateDict,
} from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

const relu = activations.relu;
const names = (module: Module): string[] => [...module.state()].map(([name]) => name);
const kinds = (module: Module): string[] => Object.values(module.children).map(({ kind }) => kind);
const outputShape = (module: Module, shape: number[]): number[] =>
  tf.tidy(() => module.call(tf.zeros(shape)).shape);

describe('convBlock', () => {
  onWasm();

  test('is a convolution, then norm and activation where they are asked for', () => {
    const random = new Random(1);
    const norm = (channels: number): Module => new BatchNorm2d(channels);
    const blocks = [
      convBlock(1, 2, random),
      convBlock(1, 2, random, { norm }),
      convBlock(1, 2, random, { activation: relu, norm, bias: false }),
    ];
    expect(blocks.map(kinds)).toEqual([
      ['Conv2d'],
      ['Conv2d', 'BatchNorm2d'],
      ['Conv2d', 'BatchNorm2d', 'ReLU'],
    ]);
    expect(names(blocks[2]!)).not.toContain('0.bias');
    expect(names(blocks[0]!)).toContain('0.bias');
    expect(outputShape(blocks[0]!, [1, 7, 8, 1])).toEqual([1, 4, 4, 2]);
    for (const block of blocks) block.dispose();
  });
});

describe('Residual', () => {
  onWasm();

  test('adds what its modules give to what it got', () => {
    const random = new Random(1);
    const conv = new Conv2d(2, 2, random, { padding: 1 });
    const residual = new Residual(conv, new ReLU());
    tf.tidy(() => {
      const x = tf.randomNormal([2, 3, 4, 2], 0, 1, 'float32', 5) as Tensor;
      const want = tf.add(x, tf.relu(conv.call(x))).dataSync();
      expect(residual.call(x).dataSync()).toEqual(want);
    });
    expect(names(residual)).toEqual(['body.0.weight', 'body.0.bias']);
    residual.dispose();
  });

  test('refuses a body that changes the shape', () => {
    const residual = new Residual(convBlock(2, 2, new Random(1)));
    expect(() => outputShape(residual, [1, 4, 4, 2])).toThrow(/keeps the shape \[1,4,4,2\].*\[1,2,2,2\]/);
    residual.dispose();
  });
});

describe('ResBlock', () => {
  onWasm();

  test('names as in the course, and nothing where it has a noop', () => {
    const norm = (channels: number): Module => new BatchNorm2d(channels);
    const plain = new ResBlock(4, 4, new Random(1), { activation: relu });
    expect(Object.keys(plain.children)).toEqual(['convs', 'act']);
    const full = new ResBlock(2, 4, new Random(1), { stride: 2, activation: relu, norm });
    expect(names(full).filter((name) => name.endsWith('weight'))).toEqual([
      'convs.0.0.weight',
      'convs.0.1.weight',
      'convs.1.0.weight',
      'convs.1.1.weight',
      'idconv.0.weight',
    ]);
    expect(kinds(full.children.convs!.children[1]!)).toEqual(['Conv2d', 'BatchNorm2d']);
    plain.dispose();
    full.dispose();
  });

  test.each([28, 14, 7, 4, 2, 1])('stride 2 halves %i, rounded up', (size) => {
    const block = new ResBlock(1, 2, new Random(1), { stride: 2, activation: relu });
    const half = Math.ceil(size / 2);
    expect(outputShape(block, [2, size, size, 1])).toEqual([2, half, half, 2]);
    block.dispose();
  });

  test('refuses an even kernel', () => {
    expect(() => new ResBlock(1, 2, new Random(1), { kernel: 4, activation: relu })).toThrow(RangeError);
  });
});

const NORMS: [string, ((channels: number) => Module) | undefined][] = [
  ['none', undefined],
  ['batch', (channels) => new BatchNorm2d(channels)],
  ['lesson-batch', (channels) => new LessonBatchNorm(channels)],
  ['layer', () => new LayerNorm()],
  ['instance', (channels) => new InstanceNorm2d(channels)],
  ['group', (channels) => new GroupNorm(2, channels)],
];

describe('resnet', () => {
  onWasm();

  test('the course network: its weights by name and shape', () => {
    const norm = (channels: number): Module => new BatchNorm2d(channels);
    const model = resnet({ inputs: 1, classes: 10, activation: relu, norm }, new Random(1));
    const state = stateDict(model);
    expect(kinds(model)).toEqual([...Array(6).fill('ResBlock'), 'Flatten', 'Linear', 'BatchNorm1d']);
    expect(state['0.convs.0.0.weight']!.shape).toEqual([8, 1, 3, 3]);
    expect(state['5.idconv.0.weight']!.shape).toEqual([256, 128, 1, 1]);
    expect(state['7.weight']!.shape).toEqual([10, 256]);
    expect(state['7.bias']).toBeUndefined();
    expect(state['8.running_var']!.shape).toEqual([10]);
    expect(outputShape(model, [2, 28, 28, 1])).toEqual([2, 10]);
    model.dispose();
  });

  test('pool takes images of any size; without it a larger image is told', () => {
    const options = { inputs: 3, classes: 4, filters: [2, 4], activation: relu };
    const pooled = resnet({ ...options, pool: true }, new Random(1));
    expect(outputShape(pooled, [2, 9, 7, 3])).toEqual([2, 4]);
    const flat = resnet(options, new Random(1));
    expect(() => outputShape(flat, [2, 9, 7, 3])).toThrow('Linear wants [n, 4], got [2,80]');
    pooled.dispose();
    flat.dispose();
  });

  test.each(NORMS)('norm %s: cnn and resnet learn on wasm', (_, norm) => {
    const options = { inputs: 1, classes: 3, filters: [4, 8], activation: activations.swish, norm };
    for (const model of [cnn(options, new Random(2)), resnet({ ...options, pool: true }, new Random(2))]) {
      kaiming(model, new Random(3));
      const parameters = Array.from(model.namedParameters(), ([, { value }]) => value);
      const losses: number[] = [];
      for (let step = 0; step < 61; step++) {
        tf.tidy(() => {
          const x = tf.randomNormal([12, 8, 8, 1], 0, 1, 'float32', 9);
          const labels = tf.tensor1d(
            Array.from({ length: 12 }, (_, i) => i % 3),
            'int32',
          );
          const { value, gradients } = valueAndGradients(
            () => crossEntropy(tf.reshape(model.call(x), [12, -1, 3]).mean(1), labels),
            parameters,
          );
          losses.push(value.dataSync()[0]!);
          for (const [i, parameter] of parameters.entries()) {
            parameter.assign(tf.sub(parameter, tf.mul(gradients[i]!, 0.1)));
          }
        });
      }
      expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
      model.dispose();
    }
  });
});

describe('layers that cannot do what is asked say so', () => {
  onWasm();

  test('instance norm of one position', () => {
    expect(() => outputShape(new InstanceNorm2d(3), [2, 1, 1, 3])).toThrow(/1 x 1/);
  });

  test('groups that do not divide the channels', () => {
    expect(() => new GroupNorm(4, 6)).toThrow('4 groups do not divide 6 channels');
  });

  test('features that are not those of the weight', () => {
    const layer = new Linear(3, 2, new Random(1));
    expect(() => outputShape(layer, [2, 4])).toThrow('Linear wants [n, 3], got [2,4]');
    layer.dispose();
  });
});
