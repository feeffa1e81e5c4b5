import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, keysOf, recorded } from '../../../bench/health/recorded.ts';
import {
  beginHealth,
  conclude,
  examine,
  type Finding,
  fromPlain,
  type HealthFacts,
  type HealthState,
  type Look,
  toPlain,
} from '../../../server/learner/index.ts';

const facts = (every: number): HealthFacts => ({
  layers: [
    { name: '0.1', kind: 'ReLU', floor: 0, max: null },
    { name: '1.1', kind: 'GeneralReLU', floor: null, max: 0.5 },
    { name: '2', kind: 'Conv2d', floor: null, max: null },
  ],
  classes: 10,
  every,
});

const real = fc.oneof(
  fc.double({ min: -2, max: 2 }),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2.3),
);
const share = fc.oneof(fc.double({ min: 0, max: 1 }), fc.constant(Number.NaN));
const layer = fc.record({ mean: real, std: real, dead: share, capped: fc.option(share) });
/** Stretches of batches that look alike, as trouble does: detectors want it to last. */
const stretch = fc.tuple(
  fc.record({
    loss: real,
    accuracy: share,
    layers: fc.option(fc.array(fc.option(layer), { minLength: 3, maxLength: 3 })),
  }),
  fc.integer({ min: 1, max: 60 }),
);
const looks = fc
  .array(stretch, { maxLength: 8 })
  .map((stretches): Look[] =>
    stretches
      .flatMap(([look, times]) => Array.from({ length: times }, () => look))
      .map((look, step) => ({ step, ...look })),
  );
const every = fc.integer({ min: 1, max: 20 });

/** As judge does, but in pieces, with a state that was kept as text between them. */
function judgeInPieces(facts: HealthFacts, looks: readonly Look[], cuts: readonly number[]): Finding[] {
  const said: Finding[] = [];
  let state = beginHealth(facts);
  for (const look of looks) {
    if (cuts.includes(look.step)) {
      state = fromPlain(JSON.parse(JSON.stringify(toPlain(state)))) as HealthState;
    }
    const seen = examine(facts, state, look);
    state = seen.state;
    said.push(...seen.findings);
  }
  return [...said, ...conclude(facts, state, looks.length).findings];
}

describe('verdicts', () => {
  test('are the same wherever a training was interrupted', () => {
    fc.assert(
      fc.property(looks, every, fc.array(fc.nat(480)), (looks, every, cuts) => {
        expect(judgeInPieces(facts(every), looks, cuts)).toEqual(judge(facts(every), looks));
      }),
    );
    for (const key of keysOf()) {
      const { facts, looks } = recorded(key);
      const all = looks.map(({ step }) => step);
      expect(judgeInPieces(facts, looks, all), key).toEqual(judge(facts, looks));
    }
  });

  test('are said once for each layer and kind, whatever is seen, and speak of what was', () => {
    fc.assert(
      fc.property(looks, every, (looks, every) => {
        const said = judge(facts(every), looks);
        const names = said.map(({ layer, kind }) => `${layer} ${kind}`);
        expect(new Set(names).size).toBe(names.length);
        for (const { since, step, message, kind } of said) {
          expect(since).toBeGreaterThanOrEqual(0);
          expect(since).toBeLessThan(step);
          expect(step).toBeLessThanOrEqual(looks.length);
          expect(message).not.toMatch(/NaN|undefined|Infinity/);
          if (kind === 'healthy') expect(said).toHaveLength(1);
        }
        expect(said.map(({ step }) => step)).toEqual(said.map(({ step }) => step).sort((a, b) => a - b));
      }),
    );
  });

  test('leave the state that they come from as it is', () => {
    fc.assert(
      fc.property(looks, (looks) => {
        let state = beginHealth(facts(1));
        for (const look of looks.slice(0, 60)) {
          const before = structuredClone(state);
          const after = examine(facts(1), state, look).state;
          expect(state).toEqual(before);
          state = after;
        }
      }),
      { numRuns: 20 },
    );
  });

  test('come of a training without batches, and of one whose layers are not watched', () => {
    expect(judge(facts(1), [])).toEqual([]);
    const none = { ...facts(1), layers: [] };
    const lost = Array.from({ length: 60 }, (_, step) => ({
      step,
      loss: 2.3,
      accuracy: 0.1,
      layers: null,
    }));
    expect(judge(none, lost)).toMatchObject([{ layer: null, kind: 'one-class', since: 0, step: 40 }]);
    const learns = lost.map((look) => ({ ...look, loss: 0.5, accuracy: 0.8 }));
    expect(judge(none, learns)).toEqual([]);
    const broken = [...learns, { step: 60, loss: Number.NaN, accuracy: 0.1, layers: null }];
    expect(judge(none, broken)).toMatchObject([{ layer: null, kind: 'exploding', since: 60, step: 61 }]);
  });
});
