import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeWebgpu, deviceFailure, openDevice } from '../../server/engine/index.ts';
import { isLong } from '../proof.ts';
import { NAMES, readReference } from '../reference/vectors.ts';
import { softwareVulkan } from '../software-adapter.ts';
import { buildModel } from './reference.ts';
import { expectRetraced, retrace } from './retrace.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

/** A software adapter needs seconds for a step: one update tells as much of each run, and LSUV takes many. */
const STEPS = 2;
const names = NAMES.filter((name) => isLong || !readReference(name).lsuv);

describe.skipIf(!vulkan)('the course in PyTorch, on webgpu', () => {
  beforeAll(async () => {
    await openDevice(['webgpu:software'], 1);
  });
  afterAll(closeWebgpu);

  test.each(names)('%s gives the same losses and activations', { timeout: 600_000 }, async (name) => {
    const reference = readReference(name);
    const model = buildModel(reference);
    const steps = isLong ? reference.steps : STEPS;
    const retraced = await retrace(reference, model, steps);
    expect(deviceFailure()).toBeUndefined();
    expectRetraced(reference, retraced, steps);
    model.dispose();
  });
});
