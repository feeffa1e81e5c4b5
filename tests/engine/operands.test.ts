import { describe, expect, test } from 'vitest';
import {
  add,
  avgPool,
  batchNorm,
  blend,
  conv2d,
  crossEntropy,
  dropout,
  gelu,
  generalRelu,
  groupNorm,
  hits,
  lessonBatchNorm,
  normalizeWith,
  type Tensor,
  tf,
  variable,
} from '../../server/engine/index.ts';
import { onWasm } from '../learner/wasm.ts';

const ones = (...shape: number[]): Tensor => tf.ones(shape);
const whole = (...shape: number[]): Tensor => tf.ones(shape, 'int32');
const scaleOf = (size: number) => ({ scale: ones(size), shift: ones(6) });
const image = (): Tensor => ones(2, 4, 4, 6);
const nobody = (): void => {};

/** What would have a kernel read values that are not there, or of another kind. */
const MISFITS: [string, () => unknown, string][] = [
  ['a broadcast sum', () => add(ones(4), ones(1)), 'add takes tensors of one shape, not [4] and [1]'],
  ['a sum of whole numbers', () => add(whole(4), whole(4)), 'add takes 4 float32 values here, not int32 [4]'],
  [
    'a running mean of others',
    () => blend(variable(ones(4)), ones(3), 0.1),
    'blend takes tensors of one shape',
  ],
  [
    'fewer labels than rows',
    () => crossEntropy(ones(4, 3), whole(1)),
    'crossEntropy takes logits float32 [n, classes] and labels [n], not float32 [4,3] and int32 [1]',
  ],
  [
    'hits of one row without its axis',
    () => hits(ones(3), whole(1)),
    'hits takes logits float32 [n, classes]',
  ],
  ['hits of fewer labels', () => hits(ones(4, 3), whole(3)), 'not float32 [4,3] and int32 [3]'],
  [
    'a ReLU of whole numbers',
    () => generalRelu(whole(4), { leak: 0, sub: 0, max: null }),
    'generalRelu takes 4 float32 values here, not int32 [4]',
  ],
  ['a GELU of whole numbers', () => gelu(whole(4)), 'gelu takes 4 float32 values here, not int32 [4]'],
  ['dropout of whole numbers', () => dropout(whole(4), 0.5, 1), 'dropout takes 4 float32 values'],
  ['means of whole numbers', () => avgPool(whole(1, 2, 2, 1), 2), 'avgPool takes 4 float32 values'],
  [
    'a bias of whole numbers',
    () => conv2d(image(), ones(1, 1, 6, 2), whole(2), { stride: 1, padding: 0 }),
    'a convolution takes float32 values, not int32',
  ],
  [
    'a scale of too few channels',
    () => batchNorm(image(), ones(5), ones(6), 1, nobody),
    'a batch norm takes 6 float32 values here, not float32 [5]',
  ],
  ['a shift of one value', () => lessonBatchNorm(image(), ones(6), ones(), 1, nobody), 'not float32 []'],
  [
    'a mean of too few channels',
    () => normalizeWith(image(), ones(3), ones(6), ones(6), ones(6), 1),
    'a batch norm takes 6 float32 values here, not float32 [3]',
  ],
  [
    'a scale of too few channels in groups',
    () => groupNorm(image(), scaleOf(5), { groups: 3, eps: 1 }),
    'a group norm takes 6 float32 values here, not float32 [5]',
  ],
  [
    'groups that do not divide the channels',
    () => groupNorm(image(), scaleOf(6), { groups: 4, eps: 1 }),
    '6 channels cannot be parted into 4 groups',
  ],
];

describe('kernels are given only what they can read', () => {
  onWasm(1);
  test.each(MISFITS)('%s', (_, op, sentence) => {
    tf.engine().startScope();
    try {
      expect(op).toThrow(sentence);
    } finally {
      tf.engine().endScope();
      tf.disposeVariables();
    }
  });
});
