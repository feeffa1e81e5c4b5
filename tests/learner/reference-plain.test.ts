import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openDevice } from '../../server/engine/index.ts';
import { NAMES, readReference } from '../reference/vectors.ts';
import { buildModel } from './reference.ts';
import { expectRetraced, retrace } from './retrace.ts';

const RELAXED = readFileSync(new URL('../../server/engine/kernels/kernels-relaxed.wasm', import.meta.url));

describe('a machine whose WebAssembly has SIMD, but no fused multiply-add', () => {
  beforeAll(async () => {
    const validate = WebAssembly.validate.bind(WebAssembly);
    vi.spyOn(WebAssembly, 'validate').mockImplementation(
      (bytes) => validate(bytes) && !(bytes instanceof Uint8Array && RELAXED.equals(bytes)),
    );
    const { kernels } = await openDevice(['wasm'], 2);
    expect(kernels).toBe('kernels in SIMD');
  });

  test.each(NAMES)('%s gives the losses and activations of the course', async (name) => {
    const reference = readReference(name);
    const model = buildModel(reference);
    expectRetraced(reference, await retrace(reference, model));
    model.dispose();
  });
});
