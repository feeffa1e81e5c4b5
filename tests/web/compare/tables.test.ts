import { describe, expect, test } from 'vitest';
import type { Run } from '../../../shared/resources.ts';
import { layerRows } from '../../../web/compare/layer-rows.ts';
import { lookOf } from '../../../web/compare/looks.ts';
import { endsOf, placesOf } from '../../../web/compare/pace.ts';
import { bestOf, scoresOf } from '../../../web/compare/scores.ts';
import { specDifferences } from '../../../web/compare/spec-difference.ts';

describe('differences of specs', () => {
  const base = { name: 'a', optimizer: { kind: 'sgd', lr: 0.1 }, model: { filters: [8, 16] }, augment: [] };

  test('are the fields that are not the same in all, names aside', () => {
    expect(specDifferences([base, { ...base, name: 'b' }])).toEqual([]);
    expect(
      specDifferences([
        base,
        { ...base, optimizer: { kind: 'sgd', lr: 0.2 } },
        { ...base, model: { filters: [8] } },
      ]),
    ).toEqual([
      { path: 'optimizer.lr', values: [0.1, 0.2, 0.1] },
      { path: 'model.filters', values: [[8, 16], [8, 16], [8]] },
    ]);
  });

  test('tell what only one of them has, in order', () => {
    const other = {
      ...base,
      optimizer: { kind: 'adam', lr: 0.1, eps: 1e-5 },
      augment: [{ kind: 'random-crop' }],
    };
    expect(specDifferences([base, other])).toEqual([
      { path: 'optimizer.kind', values: ['sgd', 'adam'] },
      { path: 'augment', values: [[], undefined] },
      { path: 'optimizer.eps', values: [undefined, 1e-5] },
      { path: 'augment.0.kind', values: [undefined, 'random-crop'] },
    ]);
  });

  test('tell null from what is left out', () => {
    expect(specDifferences([{ a: null, b: 1 }, { b: 1 }])).toEqual([
      { path: 'a', values: [null, undefined] },
    ]);
  });
});

const row = (epoch: number, train: number, valid: number | null) => ({
  epoch,
  train: { loss: 1, accuracy: 0.5, seconds: train },
  valid: valid === null ? null : { loss: 0.5, accuracy: 0.8 + epoch / 100, seconds: valid },
});
const timed = {
  facts: { steps: { train: 10, valid: 2 } } as Run['facts'],
  table: [row(0, 5, 1), row(1, 7, 1)],
};

describe('places on an axis', () => {
  test('by batch and by epoch', () => {
    expect([...placesOf(timed, [0, 5, 10], 'step')]).toEqual([0, 5, 10]);
    expect([...placesOf(timed, [0, 5, 10], 'epoch')]).toEqual([0, 0.5, 1]);
    expect([...endsOf(timed, 'step')]).toEqual([10, 20]);
    expect([...endsOf(timed, 'epoch')]).toEqual([1, 2]);
  });

  test('by time: that of the epochs, and in the one that goes on the pace of the last', () => {
    expect([...placesOf(timed, [0, 5, 10, 15, 20, 25], 'time')]).toEqual([0, 2.5, 6, 9.5, 14, 17.5]);
    expect([...endsOf(timed, 'time')]).toEqual([6, 14]);
    expect([...placesOf({ facts: null, table: [] }, [0, 1], 'time')]).toEqual([0, Number.NaN]);
  });
});

describe('scores', () => {
  const run = (accuracy: number | null, seconds: number | null) =>
    ({
      table: accuracy === null ? [] : [{ epoch: 0, train: null, valid: { loss: 1, accuracy, seconds: 1 } }],
      best: null,
      epochs: { done: 1, asked: 3 },
      seconds,
      facts: null,
    }) as unknown as Run;

  test('are those of the last epoch, and nothing where there is none', () => {
    const scores = scoresOf([run(0.8, 10), run(null, null)]);
    expect(scores[0]).toMatchObject({ values: [0.8, null], better: 'more' });
    expect(scores.find(({ title }) => title === 'Duration')).toMatchObject({ values: [10, null] });
  });

  test('mark the best, where there is something to choose', () => {
    const [accuracy] = scoresOf([run(0.8, 1), run(0.9, 1), run(0.9, 1)]);
    expect(bestOf(accuracy!)).toEqual([false, true, true]);
    expect(bestOf(scoresOf([run(0.8, 1), run(0.8, 1)])[0]!)).toEqual([false, false]);
    expect(bestOf(scoresOf([run(0.8, 1), run(null, 1)])[0]!)).toEqual([false, false]);
    const loss = { ...accuracy!, better: 'less' as const };
    expect(bestOf(loss)).toEqual([true, false, false]);
  });
});

describe('layers beside each other', () => {
  test('go by place where as many are watched: a norm shifts the names', () => {
    expect(layerRows([['0.1', '1.1'], ['0.2', '1.1'], []])).toEqual([
      { title: '0.1 / 0.2', names: ['0.1', '0.2', undefined] },
      { title: '1.1', names: ['1.1', '1.1', undefined] },
    ]);
  });

  test('go by name elsewhere', () => {
    expect(layerRows([['0.1', '1.1'], ['1.1']])).toEqual([
      { title: '0.1', names: ['0.1', undefined] },
      { title: '1.1', names: ['1.1', '1.1'] },
    ]);
    expect(layerRows([[], []])).toEqual([]);
  });
});

test('six runs have six colours and six patterns', () => {
  const looks = [0, 1, 2, 3, 4, 5].map(lookOf);
  expect(new Set(looks.map(({ color }) => color)).size).toBe(6);
  expect(new Set(looks.map(({ dash }) => String(dash))).size).toBe(6);
});
