import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Device, kernelRuns, openDevice } from '../../server/engine/index.ts';
import { readReference } from '../reference/vectors.ts';
import { buildModel } from './reference.ts';
import { expectRetraced, retrace } from './retrace.ts';

describe('a machine whose WebAssembly has neither SIMD nor threads', () => {
  let device: Device;
  beforeAll(async () => {
    // Before tfjs asks, too: it keeps the answer.
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    device = await openDevice(['wasm'], 2);
  });

  test('says that it computes without our kernels, and why', () => {
    expect(device).toMatchObject({ available: true, threads: 1, simd: false });
    expect(device.kernels).toMatch(/^no kernels of our own: .*SIMD/);
  });

  test.each(['general-batch-sgd', 'general-layer-sgd-wd'] as const)(
    'trains all the same: %s gives the losses and activations of the course',
    async (name) => {
      const reference = readReference(name);
      const model = buildModel(reference);
      expectRetraced(reference, await retrace(reference, model, 2), 2);
      expect(kernelRuns()).toBe(0);
      model.dispose();
    },
  );
});
