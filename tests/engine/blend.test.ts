import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blend, closeWebgpu, openDevice, tf, variable } from '../../server/engine/index.ts';
import { softwareVulkan } from '../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const devices = ['wasm', ...(vulkan ? (['webgpu:software'] as const) : [])] as const;

describe.each(devices)('a running mean on %s', (device) => {
  beforeAll(async () => {
    await openDevice([device], 2);
  });
  afterAll(closeWebgpu);

  test.each([0, 1])('takes a step, and %i clones of it stay as they were', async (clones) => {
    const before = tf.memory().numTensors;
    const running = variable(tf.tensor1d([1, 2, 3]));
    const now = tf.tensor1d([3, 2, -1]);
    const kept = Array.from({ length: clones }, () => tf.clone(running));
    blend(running, now, 0.25);
    const values = [...(await running.data())];
    for (const [i, wanted] of [1.5, 2, 2].entries()) expect(values[i]).toBeCloseTo(wanted, 6);
    for (const clone of kept) expect([...(await clone.data())]).toEqual([1, 2, 3]);
    tf.dispose([running, now, ...kept]);
    expect(tf.memory().numTensors - before).toBe(0);
  });
});
