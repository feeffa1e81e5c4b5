import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeWebgpu, floatsOf, openDevice, readable, tf, valuesOf } from '../../server/engine/index.ts';
import { softwareVulkan } from '../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const devices = ['wasm', ...(vulkan ? (['webgpu:software'] as const) : [])] as const;

describe.each(devices)('values on %s', (device) => {
  beforeAll(async () => {
    await openDevice([device], 1);
  });
  afterAll(closeWebgpu);

  test('are of the kind of the tensor, and floats only where they are', async () => {
    const [whole, floats] = [tf.tensor1d([1, 2], 'int32'), tf.tensor1d([1.5])];
    await readable([whole, floats]);
    expect(valuesOf(whole)).toEqual(Int32Array.of(1, 2));
    expect(floatsOf(floats)).toEqual(Float32Array.of(1.5));
    expect(() => floatsOf(whole)).toThrow('a tensor that is int32');
    tf.dispose([whole, floats]);
  });
});
