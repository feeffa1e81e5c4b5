import { describe, expect, test } from 'vitest';
import { judge, keysOf, recorded } from '../../../bench/health/recorded.ts';

const KEYS = keysOf();

type Expected = { kind: string; layers: (string | null)[]; since: [from: number, to: number] };
const expected = (kind: string, layers: (string | null)[], ...since: [number, number]): Expected => ({
  kind,
  layers,
  since,
});
const ALL = ['0.1', '1.1', '2.1', '3.1'];
const LATER = ALL.slice(1);

/** Everything that is said of the trainings that go wrong; `since` is where the curves say so to the eye. */
const BAD: Record<string, Expected[]> = {
  // Lesson 10's model and rate: grows to batches 26, 78 and 102, and crashes each time.
  'raw-relu': [expected('sawtooth', LATER, 0, 5)],
  'raw-momentum': [
    expected('dead', ['3.1'], 33, 40),
    expected('one-class', [null], 30, 50),
    expected('sawtooth', LATER, 0, 10),
    expected('sawtooth', ['0.1'], 20, 40),
  ],
  'raw-kaiming': [expected('sawtooth', LATER, 0, 5)],
  'default-init': [expected('sawtooth', LATER, 0, 5)],
  'relu-lr-0.4': [expected('exploding', [...ALL, null], 18, 24), expected('dead', ALL, 18, 25)],
  'relu-lr-0.6': [expected('dead', ['1.1', '3.1'], 8, 12), expected('sawtooth', LATER, 0, 5)],
  'relu-seed-4': [
    expected('sawtooth', LATER, 0, 10),
    expected('dead', ['1.1'], 20, 26),
    expected('exploding', ['2.1'], 55, 58),
  ],
  'general-relu-seed-2': [expected('exploding', [...ALL, null], 25, 29)],
  'general-lr-0.4': [expected('exploding', [...ALL, null], 11, 15)],
  'general-lr-0.6': [expected('exploding', [...ALL, null], 7, 10)],
  'general-lr-1.5': [expected('exploding', [...ALL, null], 3, 6)],
  'momentum-lr-4': [expected('exploding', [...ALL, null], 10, 14)],
  gelu: [expected('exploding', [...ALL, null], 18, 25)],
  'max-0': [expected('saturated', ['0.1', '2.1'], 0, 0), expected('saturated', ['1.1', '3.1'], 15, 25)],
  'max-0.5': [expected('saturated', ['0.1'], 0, 0)],
  'normal-0.01': [expected('collapsed', LATER, 0, 0), expected('one-class', [null], 0, 0)],
  'normal-1': [
    expected('exploding', ALL, 0, 4),
    expected('dead', ALL, 3, 6),
    expected('one-class', [null], 0, 5),
  ],
  'adamw-lr-1': [expected('exploding', [null], 1, 4)],
  sigmoid: [expected('off-center', ALL, 0, 0), expected('one-class', [null], 0, 5)],
};
const GOOD = KEYS.filter((key) => !(key in BAD));

describe('of a recorded training', () => {
  test.each(GOOD)('that went well nothing else is said than that: %s', (key) => {
    const { facts, looks } = recorded(key);
    expect(judge(facts, looks)).toMatchObject([
      { layer: null, kind: 'healthy', since: 0, step: looks.length },
    ]);
  });

  test.each(Object.entries(BAD))('that went wrong it is said what, where and since when: %s', (key, all) => {
    const { facts, looks } = recorded(key);
    const said = judge(facts, looks);
    const wanted = all.flatMap(({ kind, layers }) => layers.map((layer) => `${layer} ${kind}`));
    expect(said.map(({ layer, kind }) => `${layer} ${kind}`).sort()).toEqual(wanted.sort());
    for (const { layer, kind, since } of said) {
      const where = `${layer} ${kind} since ${since}`;
      const fits = all.filter((one) => one.kind === kind && one.layers.includes(layer));
      expect(
        fits.map((one) => one.since[0] <= since && since <= one.since[1]),
        where,
      ).toEqual([true]);
    }
  });

  test('there are those that the lesson is about', () => {
    expect(GOOD).toEqual(expect.arrayContaining(['general-relu', 'batch-norm-256', 'lsuv', 'one-cycle']));
    expect(GOOD.length).toBeGreaterThan(15);
    expect(KEYS).toEqual(expect.arrayContaining(Object.keys(BAD)));
  });

  test.each([2, 3, 5, 10])(
    'where layers are watched in every n-th batch no harm is found in the first, nor praise for the second: %d',
    (every) => {
      for (const key of GOOD) {
        const { facts, looks } = recorded(key, every);
        expect(
          judge(facts, looks).filter(({ kind }) => kind !== 'healthy'),
          key,
        ).toEqual([]);
      }
      for (const key of Object.keys(BAD)) {
        const { facts, looks } = recorded(key, every);
        expect(
          judge(facts, looks).map(({ kind }) => kind),
          key,
        ).not.toContain('healthy');
      }
    },
  );

  test('the lesson’s troubles are found where layers are watched in every fifth batch, too', () => {
    const found = (key: string) => {
      const { facts, looks } = recorded(key, 5);
      return judge(facts, looks).map(({ kind }) => kind);
    };
    expect(found('raw-relu')).toContain('sawtooth');
    expect(found('raw-momentum')).toContain('dead');
    expect(found('general-lr-0.6')).toContain('exploding');
    expect(found('max-0.5')).toContain('saturated');
    expect(found('normal-0.01')).toContain('collapsed');
    expect(found('sigmoid')).toContain('off-center');
  });
});
