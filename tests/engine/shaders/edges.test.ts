import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closeWebgpu,
  crossEntropy,
  dropout,
  generalRelu,
  hits,
  kernelRuns,
  measure,
  openDevice,
  sigmoid,
  statisticsOf,
  tf,
  valuesTogether,
} from '../../../server/engine/index.ts';
import { softwareVulkan } from '../../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const HISTOGRAM = { bins: 4, max: 1500 };
const { NaN: NOT, POSITIVE_INFINITY: ENDLESS } = Number;

describe.skipIf(!vulkan)('on webgpu, as the kernels have it:', () => {
  beforeAll(async () => {
    await openDevice(['webgpu:software'], 1);
  });
  afterAll(closeWebgpu);

  async function measured(values: Float32Array) {
    const { tensors, read } = measure(tf.tensor1d(values), HISTOGRAM, { floor: null, bounds: null });
    return read(...(await valuesTogether(tensors)));
  }

  test('the deviation of values far from 0 is theirs', async () => {
    const values = Float32Array.from({ length: 9000 }, (_, i) => 1000 + 0.1 * Math.sin(i));
    const [got, want] = [await measured(values), statisticsOf(values, HISTOGRAM, null)];
    expect(got.std / want.std).toBeCloseTo(1, 3);
    expect(got.mean / want.mean).toBeCloseTo(1, 6);
    expect([...got.hist]).toEqual([...want.hist]);
  });

  test.each([[[ENDLESS, 1]], [[1, ENDLESS]], [[NOT, 1]]])('the mean of %j is what it is', async (values) => {
    expect((await measured(Float32Array.from(values))).mean).toBe(values[0]! + values[1]!);
  });

  test('a flat part is flat for the infinite too, and so is its slope', async () => {
    const x = tf.tensor1d([-ENDLESS, -1, NOT, ENDLESS]);
    const relu = (v: tf.Tensor) => generalRelu(v, { leak: 0, sub: 0, max: 6 });
    expect([...(await relu(x).data())]).toEqual([0, 0, NOT, 6]);
    const slope = tf.grad(relu)(x, tf.tensor1d([1, 1, 1, ENDLESS]));
    expect([...(await slope.data())]).toEqual([0, 0, 1, 0]);
  });

  test.each([0.25, 0.5, 0.9999])('dropout by p %d drops the same', async (p) => {
    const state = -1234567;
    const want = Array.from({ length: 1000 }, (_, i) => {
      const at = (state + (i + 1) * 0x6d2b79f5) | 0;
      let bits = Math.imul(at ^ (at >>> 15), 1 | at);
      bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
      return (bits ^ (bits >>> 14)) >>> 0 >= p * 2 ** 32;
    });
    const runs = kernelRuns();
    const x = tf.fill([1000], -2);
    const y = await dropout(x, p, state).data();
    expect(Array.from(y, (value) => value !== 0)).toEqual(want);
    expect(y[want.indexOf(true)] ?? -2 / (1 - p)).toBeCloseTo(-2 / (1 - p), 1);
    expect(kernelRuns() - runs).toBe(1);
  });

  test('of equal logits the first counts', async () => {
    const logits = tf.tensor2d(Array.from({ length: 300 }, (_, i) => [i % 3, 1, 1]));
    const labels = tf.tensor1d(
      Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
      'int32',
    );
    const runs = kernelRuns();
    expect([...(await hits(logits, labels).data())]).toEqual([300]);
    expect(kernelRuns() - runs).toBe(1);
  });

  test('a row whose label is no class has no gradient', async () => {
    const labels = tf.tensor1d([1, 2, -1], 'int32');
    const loss = (logits: tf.Tensor) => crossEntropy(logits, labels);
    const gradient = await tf
      .grad(loss)(tf.zeros([3, 2]))
      .data();
    expect(Array.from(gradient, (value) => Math.round(6000 * value))).toEqual([1000, -1000, 0, 0, 0, 0]);
  });

  test('a tensor of another kind is refused', () => {
    expect(() => sigmoid(tf.tensor1d([1, 2], 'int32'))).toThrow(/float32 .*not int32/);
  });
});
