import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../shared/safetensors/index.ts';
import { artifacts, type Entries, of, run, steps, trainingHere } from './in-process.ts';
import { jobOf } from './jobs.ts';
import { Journal } from './journal.ts';

describe('checkpoints', () => {
  trainingHere();

  test.each([
    [
      {},
      [
        [0, 8],
        [1, 16],
      ],
    ],
    [
      { everyBatches: 3 },
      [
        [0, 3],
        [0, 6],
        [0, 8],
        [1, 9],
        [1, 12],
        [1, 15],
        [1, 16],
      ],
    ],
    [
      { everyEpochs: null, everyBatches: 8 },
      [
        [0, 8],
        [1, 16],
      ],
    ],
    [{ everyEpochs: null }, [[1, 16]]],
    [
      { everyEpochs: 2, everyBatches: 5 },
      [
        [0, 5],
        [1, 10],
        [1, 15],
        [1, 16],
      ],
    ],
  ])('with %o are kept once each, between what was done before and after', async (checkpoint, expected) => {
    const { entries } = await run(jobOf({ checkpoint }));
    expect(steps(entries)).toEqual(expected);
    expect(of(entries, 'rewind')).toEqual([]);
    for (const { from, loss, split } of of(entries, 'batches')) {
      const spanned = expected.filter(([, step]) => from < step! && step! < from + loss.length);
      if (split === 'train') expect(spanned).toEqual([]);
    }
  });

  test('where an epoch ends, comes after its validation', async () => {
    const { entries } = await run(jobOf({ checkpoint: { everyBatches: 8 } }));
    const validated = entries.findIndex((entry) => entry.type === 'epoch' && entry.split === 'valid');
    expect(entries.findIndex(({ type }) => type === 'checkpoint')).toBeGreaterThan(validated);
  });

  test('of the only batch of a run', async () => {
    const { entries } = await run(jobOf({ callbacks: [{ kind: 'single-batch' }] }));
    expect(steps(entries)).toEqual([[0, 1]]);
    expect(of(entries, 'batches').map(({ from, loss }) => [from, loss.length])).toEqual([[0, 1]]);
  });

  test('not of a run that fails', async () => {
    const spec = jobOf({
      optimizer: { kind: 'sgd', lr: 1000 },
      model: { kind: 'cnn' },
      checkpoint: { everyEpochs: null },
    });
    const entries: Entries = [];
    const into = new Journal();
    await expect(run(spec, { into }, (entry) => entries.push(entry))).rejects.toThrow(/the loss is/);
    expect(steps(entries)).toEqual([]);
  });

  test('a fork takes the optimizer alone, whatever else its file has', async () => {
    const learner = { kind: 'momentum' };
    const optimizer = { kind: 'sgd', lr: 0.01, momentum: 0.9 };
    const { journal } = await run(jobOf({ learner, optimizer, epochs: 1 }));
    const { artifact, optimizer: state } = journal.checkpoints[0]!;
    const { tensors, metadata } = decodeSafetensors(await artifacts.read(state!));
    expect(Object.keys(tensors)).toContain('gradients.0');
    expect(Object.keys(tensors)).toContain('0.momentum_buffer');
    expect(metadata.step).toBe('8');
    expect(JSON.parse(metadata.training!)).toMatchObject({ version: 2, steps: { train: 8, valid: 3 } });
    const init = { kind: 'weights', artifact, optimizer: state };
    const { end } = await run(jobOf({ learner, optimizer, init, epochs: 1 }));
    expect(end).toBe('finished');
    const plain = decodeSafetensors(await artifacts.read(artifact));
    expect(plain.metadata).toEqual({ format: 'pt' });
    const bytes = await artifacts.read(artifact);
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(artifact);
  });
});
