import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { override } from '../../../server/api/overriding.ts';
import type { Checkpoint, Run } from '../../../shared/resources.ts';
import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import { forkBody, forkOf, initFrom, placeInSpec } from '../../../web/form/forking.ts';
import { PRESETS, presetOf } from '../../../web/form/presets.ts';
import { searchOf, trainingAt } from '../../../web/form/variants.ts';
import { filled, validSpec } from './arbitrary.ts';

const [FIRST, LAST] = ['a', 'b'].map((letter, i) => ({
  epoch: i,
  step: 10 * (i + 1),
  artifact: `sha256:${letter.repeat(64)}`,
  optimizer: `sha256:${`${i + 1}`.repeat(64)}`,
  time: '2026-01-01T00:00:00.000Z',
})) as [Checkpoint, Checkpoint];
const runOf = (spec: JobSpec, normalize = { mean: 0.3, std: 0.4 }) => ({ spec, facts: { normalize } }) as Run;
const BASE = filled({ kind: 'train', dataset: { name: 'x' }, model: { kind: 'cnn' } });

describe('a fork', () => {
  test('asks for nothing but the checkpoint as long as nothing is changed', () => {
    const run = runOf(BASE);
    expect(forkBody(run, [FIRST, LAST], filled(forkOf(run, LAST)))).toEqual({
      checkpoint: LAST.artifact,
      optimizerState: false,
      overrides: {},
    });
  });

  test('asks for what differs, and the state of the optimizer by name', () => {
    const run = runOf(BASE);
    const asked = filled({
      ...forkOf(run, LAST),
      init: initFrom(FIRST, true),
      epochs: 7,
      optimizer: { kind: 'sgd', lr: 0.01 },
      hooks: { every: 2 },
    });
    expect(forkBody(run, [FIRST, LAST], asked)).toEqual({
      checkpoint: FIRST.artifact,
      optimizerState: true,
      overrides: { epochs: 7, optimizer: { lr: 0.01 }, hooks: { every: 2 } },
    });
  });

  test('with an init of its own names no checkpoint', () => {
    const run = runOf(BASE);
    const asked = filled({ ...forkOf(run, LAST), init: { kind: 'kaiming' } });
    expect(forkBody(run, [LAST], asked)).toEqual({
      overrides: { init: { kind: 'kaiming', distribution: 'normal' } },
    });
  });

  test('becomes what the form shows when the server merges its overrides', () => {
    fc.assert(
      fc.property(validSpec, validSpec, (before, after) => {
        const [spec, asked] = [filled(before), filled(after)];
        if (spec.kind !== asked.kind) return;
        const run = { spec, facts: null } as Run;
        const { overrides } = forkBody(run, [], asked);
        expect(filled(override(forkOf(run, null), overrides))).toEqual(asked);
      }),
      { numRuns: 60 },
    );
  });

  test('has its refusals shown at the fields', () => {
    expect(placeInSpec({ path: '/overrides/optimizer/lr', message: 'm' }).path).toBe('/optimizer/lr');
    expect(placeInSpec({ path: '/checkpoint', message: 'm' }).path).toBe('/init/artifact');
    expect(placeInSpec({ path: '/optimizerState', message: 'm' }).path).toBe('/init/optimizer');
  });
});

describe('a search for the rate', () => {
  test('has what the training has, and no epochs', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const search = filled(searchOf(spec));
        expect(search.kind).toBe('lr-find');
        expect(search).toMatchObject({ model: filled(spec).model, optimizer: filled(spec).optimizer });
      }),
      { numRuns: 30 },
    );
    expect(searchOf({ ...BASE, name: 'mine' })).toMatchObject({ name: 'rate for mine' });
  });

  test('ends in the same training at the rate that was found', () => {
    expect(filled(trainingAt({ ...BASE, optimizer: undefined }, 0.02))).toEqual({
      ...BASE,
      optimizer: { ...BASE.optimizer, lr: 0.02 },
    });
    expect(trainingAt(searchOf(BASE), 0.02)).toMatchObject({ kind: 'train', optimizer: { lr: 0.02 } });
  });
});

describe('presets', () => {
  const all = PRESETS.flatMap(({ presets }) => presets);

  test('are jobs that the server would take, each under a key of its own', () => {
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    for (const { job } of all) expect(filled(job).kind).toBe('train');
  });

  test('are found by key; the small ones train on the small dataset', () => {
    expect(presetOf('relu')).toMatchObject({ course: 0.853, job: { dataset: { name: 'fashion-mnist' } } });
    expect(presetOf('mini-relu')?.job).toMatchObject({
      dataset: { name: 'fashion-mnist-mini' },
      batchSize: 256,
    });
    expect(presetOf('nothing')).toBeUndefined();
  });
});
