import { describe, expect, test } from 'vitest';
import { stateDict } from '../../server/learner/index.ts';
import { isNoise, NAMES, pytorchName, readReference } from '../reference/vectors.ts';
import { buildModel } from './reference.ts';
import { expectRetraced, retrace } from './retrace.ts';
import { onWasm } from './wasm.ts';

describe.each(NAMES)('the course in PyTorch: %s', (name) => {
  onWasm();

  test('gives the same losses, activations, evaluation and weights', async () => {
    const reference = readReference(name);
    const model = buildModel(reference);
    const retraced = await retrace(reference, model);
    expectRetraced(reference, retraced);

    const evaluation = retraced.epochs.find(({ training }) => !training)!;
    expect(Math.abs(evaluation.loss - reference.eval.loss)).toBeLessThan(2e-3);

    const dict = stateDict(model);
    for (const [key, expected] of Object.entries(reference.final)) {
      if (isNoise(reference, key)) continue;
      const { data } = dict[pytorchName(key)]!;
      expect(Math.abs(Math.hypot(...data) - expected.l2), `norm of ${key}`).toBeLessThan(1e-3 * expected.l2);
      for (const [i, value] of expected.first.entries()) {
        expect(Math.abs(data[i]! - value), `${key}[${i}]`).toBeLessThan(1e-3 * expected.l2);
      }
    }
    model.dispose();
  });
});
