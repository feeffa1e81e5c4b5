import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  closeWebgpu,
  conv2d,
  type DeviceFailure,
  deviceFailure,
  linear,
  onDeviceFailure,
  openDevice,
  probeDevices,
  type Tensor,
  tf,
} from '../../../server/engine/index.ts';
import { softwareVulkan } from '../../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const opened = () => openDevice(['webgpu:software'], 1);

describe.skipIf(!vulkan)('webgpu on a software adapter', () => {
  afterAll(closeWebgpu);

  test('says what it computes with, and that this is no GPU', async () => {
    const device = await opened();
    expect(device).toMatchObject({ name: 'webgpu:software', available: true, gpu: null });
    expect(device.adapter).toMatchObject({
      software: true,
      name: expect.stringMatching(/swiftshader|llvmpipe/i),
    });
    expect(device.version).toContain(device.adapter!.driver);
    // WebGPU promises 256 MiB to everybody; what is more was asked for.
    expect(device.adapter!.limits.maxBufferSize).toBeGreaterThanOrEqual(2 ** 28);
    const { limits } = (tf.backend() as unknown as { device: { limits: Record<string, number> } }).device;
    expect(device.adapter!.limits).toEqual({
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    });
  });

  test('is nobody\u2019s who did not ask for it by name', async () => {
    await expect(openDevice(['webgpu'], 1)).rejects.toThrow('only a software adapter is seen');
    await expect(openDevice(['webgpu:0'], 1)).rejects.toThrow('"webgpu:software"');
    expect((await openDevice(['webgpu', 'wasm'], 1)).name).toBe('wasm');
  });

  test('is among the devices that are found, beside those asked for', async () => {
    const devices = await probeDevices(['webgpu:7'], 1);
    expect(devices.map(({ name }) => name)).toEqual([
      'tensorflow',
      'webgpu',
      'webgpu:software',
      'wasm',
      'webgpu:7',
    ]);
    expect(devices.filter(({ available }) => available).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['webgpu:software', 'wasm']),
    );
  });

  test('computes a product, a convolution and their gradients as wasm does', async () => {
    await openDevice(['wasm'], 1);
    const want = await computed();
    await opened();
    const got = await computed();
    expect(tf.getBackend()).toBe('webgpu');
    for (const [name, values] of Object.entries(want)) {
      const largest = Math.max(...values.map(Math.abs));
      const worst = Math.max(...values.map((value, i) => Math.abs(value - got[name]![i]!)));
      expect(worst / largest, name).toBeLessThan(1e-5);
    }
  });

  describe('that fails', () => {
    const heard = vi.fn<(failure: DeviceFailure) => void>();

    beforeAll(() => void onDeviceFailure(heard));
    beforeEach(async () => {
      await opened();
      heard.mockClear();
    });

    const failure = async (): Promise<string> => {
      await vi.waitFor(() => expect(heard).toHaveBeenCalled());
      expect(deviceFailure()).toBe(heard.mock.calls[0]![0]);
      return heard.mock.calls[0]![0].message;
    };

    test('because it was lost says so, once, and the next one is a fresh one', async () => {
      const product = tf.fill([2, 2], 3);
      (tf.backend() as unknown as { device: { destroy(): void } }).device.destroy();
      await expect(product.data()).rejects.toThrow();
      expect(await failure()).toMatch(/^the webgpu device was lost .*retry goes on from the last checkpoint/);
      expect(heard).toHaveBeenCalledOnce();
      await opened();
      expect(deviceFailure()).toBeUndefined();
      expect(Array.from(await tf.add(tf.fill([2], 3), 1).data())).toEqual([4, 4]);
    });

    test('because a tensor is too large says what to make smaller', async () => {
      const { maxBufferSize } = (tf.backend() as unknown as { device: { limits: Record<string, number> } })
        .device.limits;
      tf.fill([maxBufferSize! / 4 + 1], 0);
      expect(await failure()).toMatch(/^a tensor is larger than .* try a smaller batchSize/);
    });

    test('because it is asked for nonsense says that this is a mistake', async () => {
      const { device } = tf.backend() as unknown as { device: { createBuffer(descriptor: object): void } };
      device.createBuffer({ size: 16, usage: 0xffff });
      expect(await failure()).toMatch(
        /^the webgpu device refused what it was to compute .* mistake in learnd/,
      );
    });

    test('tells nothing of a device that was closed on purpose', async () => {
      closeWebgpu();
      await new Promise(setImmediate);
      expect(heard).not.toHaveBeenCalled();
    });
  });
});

/** Values of a product, a convolution and all gradients, from numbers that are the same everywhere. */
async function computed(): Promise<Record<string, number[]>> {
  const wave = (shape: number[], speed: number): Tensor => {
    const size = shape.reduce((a, b) => a * b);
    return tf.tensor(
      Array.from({ length: size }, (_, i) => Math.sin(speed * i)),
      shape,
    );
  };
  const [a, b] = [wave([33, 20], 0.7), wave([20, 9], 0.3)];
  const [x, filter, bias] = [wave([2, 9, 7, 3], 0.5), wave([3, 3, 3, 4], 0.9), wave([4], 0.2)];
  const options = { stride: 2, padding: 1 };
  const [da, db] = tf.grads((a, b) => tf.sum(tf.square(linear(a!, b!, null))))([a, b]);
  const [dx, df, dbias] = tf.grads((x, filter, bias) =>
    tf.sum(tf.square(conv2d(x!, filter!, bias!, options))),
  )([x, filter, bias]);
  const tensors = {
    product: linear(a, b, null),
    'product, first gradient': da!,
    'product, second gradient': db!,
    convolution: conv2d(x, filter, bias, options),
    'gradient of the images': dx!,
    'gradient of the filter': df!,
    'gradient of the bias': dbias!,
  };
  const read = Object.entries(tensors).map(async ([name, tensor]) => [name, [...(await tensor.data())]]);
  return Object.fromEntries(await Promise.all(read));
}
