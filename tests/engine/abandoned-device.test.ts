import { afterEach, expect, test } from 'vitest';
import { webgpuBackend } from '../../server/engine/devices/webgpu.ts';
import { closeWebgpu, deviceFailure, openDevice, tf } from '../../server/engine/index.ts';
import { softwareVulkan } from '../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);
const { start } = webgpuBackend;
afterEach(() => {
  webgpuBackend.start = start;
  closeWebgpu();
});

test.skipIf(!vulkan)(
  'a GPU that is given up is closed, and its end is no failure of the next device',
  async () => {
    let lost: Promise<unknown> | undefined;
    webgpuBackend.start = async (...given) => {
      await start(...given);
      lost = (tf.backend() as unknown as { device: { lost: Promise<unknown> } }).device.lost;
      throw new Error('its driver is broken');
    };
    const { name } = await openDevice(['webgpu:software', 'wasm'], 1);
    expect(name).toBe('wasm');
    await lost;
    expect(deviceFailure()).toBeUndefined();
  },
);
