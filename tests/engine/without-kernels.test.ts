import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  avgPool,
  batchNorm,
  closeWebgpu,
  dropout,
  elu,
  gelu,
  generalRelu,
  globalAvgPool,
  groupNorm,
  lessonBatchNorm,
  normalizeWith,
  openDevice,
  selu,
  sigmoid,
  silu,
  softplus,
  type Tensor,
  tanh,
  tf,
} from '../../server/engine/index.ts';
import { softwareVulkan } from '../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const SHAPE = [3, 5, 4, 6];
const channels = (seed: number): Tensor => tf.randomUniform([6], 0.5, 2, 'float32', seed);

/** Ops that have a kernel and a shader of ours, and a composition of tfjs's own for devices without. */
const OPS: Record<string, (x: Tensor, scale: Tensor, shift: Tensor) => Tensor> = {
  batchNorm: (x, scale, shift) => batchNorm(x, scale, shift, 1e-5, () => {}),
  lessonBatchNorm: (x, scale, shift) => lessonBatchNorm(x, scale, shift, 1e-5, () => {}),
  normalizeWith: (x, scale, shift) => normalizeWith(x, channels(4), channels(5), scale, shift, 1e-5),
  groupNorm: (x, scale, shift) => groupNorm(x, { scale, shift }, { groups: 3, eps: 1e-5 }),
  instanceNorm: (x) => groupNorm(x, null, { groups: 6, eps: 1e-5, unbiased: true }),
  layerNorm: (x, scale, shift) =>
    groupNorm(x, { scale: tf.mean(scale), shift: tf.mean(shift) }, { groups: 1, eps: 1e-5, unbiased: true }),
  generalRelu: (x) => generalRelu(x, { leak: 0.1, sub: 0.4, max: 0.7 }),
  relu: (x) => generalRelu(x, { leak: 0, sub: 0, max: null }),
  avgPool: (x) => avgPool(x, 2),
  ceilAvgPool: (x) => avgPool(x, 3, true),
  globalAvgPool,
  dropout: (x) => dropout(x, 0.3, 99),
  elu,
  selu,
  sigmoid,
  tanh,
  softplus,
  silu,
  gelu,
};

type Outcome = Record<string, { shape: number[]; values: Float32Array }[]>;

/** Value and gradients of each op on the backend in use. */
async function outcomes(): Promise<Outcome> {
  const outcome: Outcome = {};
  for (const [name, op] of Object.entries(OPS)) {
    const tensors = tf.tidy(() => {
      const inputs = [tf.randomNormal(SHAPE, 0.5, 2, 'float32', 1) as Tensor, channels(2), channels(3)];
      const f = (...of: Tensor[]): Tensor => op(of[0]!, of[1]!, of[2]!);
      const value = f(...inputs);
      const dy = tf.randomNormal(value.shape, 0, 1, 'float32', 7);
      const hasParameters = /Norm$|With$/.test(name) && name !== 'instanceNorm';
      const of = hasParameters ? inputs : inputs.slice(0, 1);
      const gradients = tf.grads((...given) => f(...given, ...inputs.slice(given.length)))(of, dy);
      return [value, ...gradients];
    });
    outcome[name] = [];
    for (const tensor of tensors) {
      outcome[name].push({ shape: tensor.shape, values: (await tensor.data()) as Float32Array });
    }
    tf.dispose(tensors);
  }
  return outcome;
}

const devices = ['wasm', ...(vulkan ? (['webgpu:software'] as const) : [])] as const;

describe.each(devices)('on %s', (device) => {
  let [ours, plain]: [Outcome, Outcome] = [{}, {}];
  beforeAll(async () => {
    const { kernels } = await openDevice([device], 2);
    expect(kernels).toContain('kernels');
    ours = await outcomes();
    await tf.setBackend('cpu');
    plain = await outcomes();
  });
  afterAll(closeWebgpu);

  test.each(Object.keys(OPS))('%s is the same by our kernels and by tfjs alone', (name) => {
    for (const [i, want] of plain[name]!.entries()) {
      const got = ours[name]![i]!;
      expect(got.shape).toEqual(want.shape);
      const largest = want.values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      const off = want.values.reduce((most, v, at) => Math.max(most, Math.abs(v - got.values[at]!)), 0);
      expect(off / largest, `${i === 0 ? 'value' : `gradient ${i - 1}`}`).toBeLessThan(2e-5);
    }
  });
});
