import { describe, expect, test } from 'vitest';
import type { JobDraft } from '../../client/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../shared/safetensors/index.ts';
import {
  initialOf,
  isNoise,
  NAMES,
  pytorchName,
  type Reference,
  readReference,
} from '../reference/vectors.ts';
import { trained, withServer } from './server.ts';

const NORMS = { none: 'none', layer: 'layer', batch: 'batch', lessonBatch: 'lesson-batch' } as const;

/** The job that retraces a run of the course from its first weights. The validation set is not that of its `eval`. */
function jobOf(reference: Reference, artifact: string): JobDraft {
  const { act, norm, optimizer: kind, lr, wd, steps, batchSize, nfs, schedule, lsuv } = reference;
  const weights = { kind: 'weights', artifact } as const;
  return {
    kind: 'train',
    dataset: {
      name: 'fashion-mnist-mini',
      trainLimit: steps * batchSize,
      validLimit: 64,
      shuffle: false,
      normalize: { mean: 0.28, std: 0.35 },
    },
    model: {
      kind: 'cnn',
      filters: nfs.slice(1),
      activation: act === 'relu' ? { kind: 'relu' } : { kind: 'general-relu', leak: 0.1, sub: 0.4 },
      norm: { kind: NORMS[norm] },
    },
    init: lsuv ? { kind: 'lsuv', from: weights, samples: 256 } : weights,
    optimizer: { kind, lr, ...(wd !== null && { weightDecay: wd }) } as JobDraft['optimizer'],
    schedule: { kind: schedule === 'onecycle' ? 'one-cycle' : 'constant' },
    epochs: 1,
    batchSize,
  } as JobDraft;
}

describe('the course in PyTorch, through HTTP', () => {
  const { client } = withServer();

  test.each(NAMES)('%s', async (name) => {
    const reference = readReference(name);
    const { digest } = await client().upload(encodeSafetensors(initialOf(reference)));
    const run = await trained(client(), jobOf(reference, digest));
    expect(run.error).toBeNull();

    const { columns } = await client().metrics(run.id);
    expect(columns.loss).toHaveLength(reference.steps);
    for (const [step, loss] of reference.losses.entries()) {
      const tolerance = step < 5 ? 2e-4 : 1e-3;
      expect(Math.abs(columns.loss![step]! / loss - 1), `loss at step ${step}`).toBeLessThan(tolerance);
      expect(columns.accuracy![step]!, `accuracy at step ${step}`).toBeCloseTo(reference.accuracy[step]!, 6);
      if (reference.lrs) expect(Math.abs(columns.lr![step]! - reference.lrs[step]!)).toBeLessThan(1e-9);
    }

    const { layers, bins } = await client().activations(run.id);
    const seen = Object.values(layers);
    expect(seen).toHaveLength(reference.layers.length);
    for (const [i, layer] of reference.layers.entries()) {
      for (let step = 0; step < reference.steps; step++) {
        const where = `layer ${i}, step ${step}`;
        expect(Math.abs(seen[i]!.mean[step]! - layer.mean[step]!), `mean of ${where}`).toBeLessThan(1e-3);
        expect(Math.abs(seen[i]!.std[step]! - layer.std[step]!), `std of ${where}`).toBeLessThan(1e-3);
        const expected = layer.hist[step]!;
        const total = expected.reduce((sum, count) => sum + count, 0);
        for (const [bin, count] of expected.entries()) {
          expect(
            Math.abs(seen[i]!.hist[step * bins + bin]! - count),
            `bin ${bin} of ${where}`,
          ).toBeLessThanOrEqual(total * 1e-3);
        }
      }
    }

    const { tensors } = decodeSafetensors(await client().weights(run.id));
    for (const [key, { l2, first }] of Object.entries(reference.final)) {
      if (isNoise(reference, key)) continue;
      const { data } = tensors[pytorchName(key)]!;
      expect(Math.abs(Math.hypot(...data) - l2), `norm of ${key}`).toBeLessThanOrEqual(1e-3 * l2);
      for (const [i, value] of first.entries()) {
        expect(Math.abs(data[i]! - value), `${key}[${i}]`).toBeLessThanOrEqual(1e-3 * l2);
      }
    }
  });
});
