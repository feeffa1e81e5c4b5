import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../shared/resources.ts';
import { decodeSafetensors, encodeSafetensors } from '../../shared/safetensors/index.ts';
import {
  afterBreaths,
  artifacts,
  fileOf,
  isLastBeforeBatches,
  of,
  run,
  steps,
  trainingHere,
} from './in-process.ts';
import { jobOf } from './jobs.ts';
import { Journal } from './journal.ts';

/** As a file was before it had more than the optimizer. */
async function withoutTraining(checkpoint: Checkpoint): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(await artifacts.read(checkpoint.optimizer!));
  const { digest } = await artifacts.put(encodeSafetensors(tensors, { step: metadata.step! }));
  return { ...checkpoint, optimizer: digest };
}

/** A journal in which a run was written down, to be written on. */
function again(whole: Journal): Journal {
  return Object.assign(new Journal(), structuredClone({ ...whole }));
}

describe('another attempt', () => {
  trainingHere();

  test('passes over what cannot be read, saying why, to the latest that can', async () => {
    const spec = jobOf({ checkpoint: { everyBatches: 3 } });
    const { journal: whole } = await run(spec);
    const [damaged, missing, old, optimizerless, good] = whole.checkpoints as [Checkpoint, ...Checkpoint[]];
    writeFileSync(fileOf(damaged.artifact), 'scratched');
    rmSync(fileOf(missing!.optimizer!));
    const checkpoints = [
      damaged,
      missing!,
      await withoutTraining(old!),
      { ...optimizerless!, optimizer: null },
      good!,
    ];
    const { entries, journal, end } = await run(spec, { attempt: 2, checkpoints, into: again(whole) });
    expect(end).toBe('finished');
    expect(journal.warnings).toEqual([
      expect.stringMatching(
        /^training cannot go on from the checkpoint at step 16: The artifact .* is damaged/,
      ),
      expect.stringMatching(/^training cannot go on from the checkpoint at step 15: There is no artifact/),
      expect.stringMatching(/^training cannot go on from the checkpoint at step 12: .* the optimizer alone/),
      expect.stringMatching(/^training cannot go on from the checkpoint at step 9: .* was not kept/),
    ]);
    expect(of(entries, 'rewind')).toEqual([
      { type: 'rewind', step: 8, valid: 3, reason: 'attempt 2 goes on from the checkpoint at step 8' },
    ]);
    expect(journal.story()).toEqual(whole.story());
  });

  test('with nothing to go on from starts from the beginning, and says so', async () => {
    const spec = jobOf();
    const { journal: whole } = await run(spec);
    const checkpoints = whole.checkpoints.slice(0, 1);
    rmSync(fileOf(checkpoints[0]!.artifact));
    const { entries, journal } = await run(spec, { attempt: 3, checkpoints, into: again(whole) });
    expect(of(entries, 'rewind')).toEqual([
      { type: 'rewind', step: 0, valid: 0, reason: 'attempt 3 starts from the beginning' },
    ]);
    expect(journal.story()).toEqual(whole.story());
  });

  test.each([
    [{}],
    [{ callbacks: [{ kind: 'single-batch' }] }],
    [{ epochs: 9, callbacks: [{ kind: 'early-stopping', patience: 1, minDelta: 9 }] }],
  ])('at a run that was over only ends: %o', async (changes) => {
    const spec = jobOf(changes);
    const { journal: whole } = await run(spec);
    const { checkpoints } = whole;
    const { entries, journal, end } = await run(spec, { attempt: 2, checkpoints, into: again(whole) });
    expect(end).toBe('finished');
    expect(of(entries, 'batches')).toEqual([]);
    expect(of(entries, 'epoch')).toEqual([]);
    expect(steps(entries)).toEqual([]);
    expect(journal.story()).toEqual(whole.story());
  });

  test('needs neither the weights that the run was forked from, nor LSUV again', async () => {
    const { journal: first } = await run(jobOf({ epochs: 1 }));
    const { artifact, optimizer } = first.checkpoints[0]!;
    const spec = jobOf({
      init: { kind: 'lsuv', from: { kind: 'weights', artifact, optimizer } },
      seed: 1,
      checkpoint: { everyBatches: 5 },
    });
    const { journal: whole } = await run(spec);
    expect([...whole.logs, ...whole.warnings].filter((message) => message.startsWith('lsuv'))).not.toEqual(
      [],
    );
    rmSync(fileOf(artifact));
    rmSync(fileOf(optimizer!));
    const checkpoints = whole.checkpoints.slice(-1);
    const { entries, journal } = await run(spec, { attempt: 2, checkpoints, into: again(whole) });
    expect(of(entries, 'log').filter(({ message }) => message.startsWith('lsuv'))).toEqual([]);
    expect(journal.story()).toEqual(whole.story());
  });

  test('redoes a validation in which it was stopped', async () => {
    const spec = jobOf({ dataset: { name: 'fashion-mnist-mini', trainLimit: 128, validLimit: 320 } });
    const { journal: whole } = await run(spec);
    const into = new Journal();
    const stopped = await run(spec, { into }, (entry, stop) => {
      if (entry.type === 'epoch' && entry.epoch === 1 && entry.split === 'train') afterBreaths(5, stop);
    });
    expect(stopped.end).toBe('stopped');
    expect(into.valid.size).toBeGreaterThan(20);
    expect(into.valid.size).toBeLessThan(40);
    expect(steps(stopped.entries).at(-1)).toEqual([1, 16]);
    const { checkpoints } = into;
    const { entries, journal, end } = await run(spec, { attempt: 2, checkpoints, into });
    expect(end).toBe('finished');
    expect(of(entries, 'rewind')).toMatchObject([{ step: 16, valid: 20 }]);
    expect(steps(entries)).toEqual([]);
    expect(journal.story()).toEqual(whole.story());
  });

  test('a stop before the first batch keeps nothing', async () => {
    const spec = jobOf();
    const { entries, end } = await run(spec, {}, (entry, stop) => {
      if (isLastBeforeBatches(entry)) stop();
    });
    expect(end).toBe('stopped');
    expect(entries.map(({ type }) => type).filter((type) => type !== 'log')).toEqual([]);
  });

  test('finishes a search for a rate that was stopped, with the same curve', async () => {
    const spec = jobOf({ kind: 'lr-find', startLr: 1e-4, gamma: 1.1 });
    const { journal: whole, entries: all } = await run(spec);
    expect(steps(all)).toEqual([]);
    const into = new Journal();
    const stopped = await run(spec, { into }, (entry, stop) => {
      if (isLastBeforeBatches(entry)) afterBreaths(12, stop);
    });
    expect(stopped.end).toBe('stopped');
    expect(of(stopped.entries, 'lr-find')).toEqual([]);
    expect(steps(stopped.entries)).toHaveLength(1);
    const { checkpoints } = into;
    const { journal } = await run(spec, { attempt: 2, checkpoints, into });
    expect({ ...(journal.story() as object), artifact: undefined }).toEqual(whole.story());
  });
});
