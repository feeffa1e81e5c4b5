import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../shared/resources.ts';
import { of, run, trainingHere } from './in-process.ts';
import { jobOf } from './jobs.ts';
import { Journal } from './journal.ts';

/** 20 batches an epoch. */
const dataset = { name: 'fashion-mnist-mini', trainLimit: 320, validLimit: 40 };
const small = { dataset, augment: [], epochs: 3 };
const GENERAL = { kind: 'general-relu', leak: 0.1, sub: 0.4 };

/** Weights that leave nothing of an image, and a rate that does not mend it. */
const lost = jobOf({
  ...small,
  model: { kind: 'cnn', filters: [4, 4, 4, 4] },
  init: { kind: 'normal', std: 0.001 },
  optimizer: { kind: 'sgd', lr: 0.001 },
  checkpoint: { everyBatches: 7, everyEpochs: null },
});
const good = jobOf({
  ...small,
  model: { kind: 'cnn', filters: [8, 8, 8, 8], activation: GENERAL, norm: { kind: 'batch' } },
  init: { kind: 'kaiming' },
  optimizer: { kind: 'sgd', lr: 0.2 },
});
const kinds = ({ verdicts }: Journal) =>
  verdicts.map(({ layer, kind, since, step }) => [layer, kind, since, step]);
/** Those whose biases do not keep them apart. */
const COLLAPSED = [
  ['1.1', 'collapsed', 0, 50],
  ['3.1', 'collapsed', 0, 50],
];
/** In batches of 16 the accuracy is not near 1/10 all the time. */
const ONE_CLASS = [
  null,
  'one-class',
  expect.toSatisfy((since) => since < 20),
  expect.toSatisfy((step) => step >= 40),
];
const HEALTHY = [[null, 'healthy', 0, 60]];

describe('a training', () => {
  trainingHere();

  test('says what is wrong, in numbers, with something to try, after the batches it speaks of', async () => {
    const { journal, entries } = await run(lost);
    const said = kinds(journal);
    expect(said.filter(([, kind]) => kind === 'collapsed')).toEqual(COLLAPSED);
    expect(said.filter(([, kind]) => kind !== 'collapsed')).toEqual([ONE_CLASS]);
    for (const { epoch, step } of journal.verdicts) expect(epoch).toBe(Math.floor((step - 1) / 20));
    for (const { message, advice } of journal.verdicts) {
      expect(message).toMatch(/\d/);
      expect(advice).toMatch(/init: \{kind: kaiming\}/);
    }
    const first = entries.findIndex(({ type }) => type === 'verdict');
    const before = of(entries.slice(0, first), 'batches').filter(({ split }) => split === 'train');
    expect(before.at(-1)!.from + before.at(-1)!.loss.length).toBeGreaterThanOrEqual(40);
  });

  test('that was stopped, or lost what came after a checkpoint, has the verdicts of one that was not', async () => {
    const whole = (await run(lost)).journal;
    for (const [at, forgotten] of [
      [10, 0],
      [25, 2],
      [55, 1],
    ] as const) {
      const journal = new Journal();
      const { end } = await run(lost, { into: journal }, (entry, stop) => {
        if (entry.type === 'batches' && entry.split === 'train' && entry.from + entry.loss.length >= at)
          stop();
      });
      expect(end, `stopped after ${at}`).toBe('stopped');
      const checkpoints: Checkpoint[] = journal.checkpoints.slice(forgotten);
      await run(lost, { into: journal, attempt: 2, checkpoints });
      expect(journal.rewinds).toHaveLength(1);
      expect(journal.verdicts, `stopped after ${at}`).toEqual(whole.verdicts);
    }
  });

  test('without fault is healthy at its end, and only there', async () => {
    const { journal, entries } = await run(good);
    expect(kinds(journal)).toEqual(HEALTHY);
    expect(journal.verdicts[0]).toMatchObject({ epoch: 2, advice: null });
    const places = entries.map(({ type }) => type);
    expect(places.lastIndexOf('verdict')).toBeGreaterThan(places.lastIndexOf('epoch'));
    expect(places.lastIndexOf('verdict')).toBeLessThan(places.lastIndexOf('checkpoint'));
    // Lost between its last checkpoint and its end: it was said.
    const again = await run(good, { into: journal, attempt: 2, checkpoints: journal.checkpoints });
    expect(again.end).toBe('finished');
    expect(kinds(journal)).toEqual(HEALTHY);
  });

  test.each([
    { stopped: 1, step: 40, said: [] as unknown[] },
    // Of its last validation nothing depends.
    { stopped: 2, step: 60, said: HEALTHY },
  ])('that was stopped is healthy once it has no batch left: %o', async ({ stopped, step, said }) => {
    const { journal, end } = await run(good, {}, (entry, stop) => {
      if (entry.type === 'epoch' && entry.epoch === stopped && entry.split === 'train') stop();
    });
    expect(end).toBe('stopped');
    expect(journal.train.size).toBe(step);
    expect(kinds(journal)).toEqual(said);
    for (const attempt of [2, 3]) {
      await run(good, { into: journal, attempt, checkpoints: journal.checkpoints });
      expect(kinds(journal)).toEqual(HEALTHY);
    }
  });

  test('that fails of a loss that is not finite says so before', async () => {
    const spec = jobOf({ ...small, model: { kind: 'cnn' }, optimizer: { kind: 'sgd', lr: 1000 } });
    const into = new Journal();
    await expect(run(spec, { into })).rejects.toThrow(/the loss is/);
    expect(into.verdicts.map(({ kind }) => kind)).toContain('exploding');
    expect(into.verdicts.find(({ layer }) => layer === null)!.since).toBe(into.train.size - 1);
  });

  test('without hooks tells what the loss alone shows, and a search for a rate tells nothing', async () => {
    const blind = { ...lost, hooks: { ...lost.hooks, layers: 'none' as const } };
    expect(kinds((await run(blind)).journal)).toEqual([ONE_CLASS]);
    const search = jobOf({ kind: 'lr-find', dataset, augment: [], model: { kind: 'cnn' }, startLr: 1 });
    expect((await run(search)).journal.verdicts).toEqual([]);
  });

  test('whose layers are watched now and then needs as many batches for a verdict', async () => {
    const rare = { ...lost, hooks: { ...lost.hooks, every: 3 } };
    const said = kinds((await run(rare)).journal).filter(([, kind]) => kind === 'collapsed');
    // The seventeenth look.
    expect(said).toEqual(COLLAPSED.map(([layer, kind]) => [layer, kind, 0, 49]));
  });
});
