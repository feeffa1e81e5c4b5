import v8 from 'node:v8';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { closeWebgpu, gatherImages, openDevice, tf } from '../../../server/engine/index.ts';
import { type Gpu, gpu } from '../../../server/engine/shaders/gpu.ts';
import { gatherImagesOn } from '../../../server/engine/shaders/images.ts';
import { softwareVulkan } from '../../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const TABLE = Float32Array.from({ length: 256 }, (_, i) => i / 255 - 0.3);
const INDEXES = Uint32Array.of(3, 0, 4);

describe.skipIf(!vulkan)('images on webgpu', () => {
  beforeAll(async () => {
    await openDevice(['webgpu:software'], 1);
  });
  afterAll(closeWebgpu);

  const images = () => Uint8Array.from({ length: 5 * 18 }, (_, i) => i * 71);

  /** How many tensors stay on the GPU after they were asked for. */
  async function kept(bytes: Uint8Array): Promise<number> {
    const before = tf.memory().numTensors;
    const x = gatherImages({ bytes, shape: [5, 2, 3, 3] }, INDEXES, TABLE);
    const want = [...INDEXES].flatMap((i) => [...bytes.subarray(i * 18, (i + 1) * 18)].map((b) => TABLE[b]));
    expect([...(await x.data())]).toEqual(want);
    x.dispose();
    return tf.memory().numTensors - before;
  }

  test('stay there from the second time on, and are the same before and after', async () => {
    const bytes = images();
    expect([await kept(bytes), await kept(bytes), await kept(bytes)]).toEqual([0, 1, 0]);
  });

  test('leave it when the bytes are gone', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    let bytes: Uint8Array | null = images();
    for (let k = 0; k < 2; k++) await kept(bytes);
    const before = tf.memory().numTensors;
    bytes = null;
    await vi.waitFor(() => {
      collect();
      expect(tf.memory().numTensors).toBeLessThan(before);
    }, 10_000);
  });

  test('stay outside where a shader could not count to their end', () => {
    const bytes = images();
    Object.defineProperty(bytes, 'length', { value: 2 ** 32 });
    const endless = Object.create(gpu()!, { maxBytes: { value: 2 ** 40 } }) as Gpu;
    for (let k = 0; k < 3; k++) {
      expect(gatherImagesOn(endless, bytes, [2, 3, 3], INDEXES, TABLE)).toBeNull();
      expect(gatherImagesOn(endless, images(), [2 ** 15, 2 ** 15, 1], INDEXES, TABLE)).toBeNull();
    }
  });
});
