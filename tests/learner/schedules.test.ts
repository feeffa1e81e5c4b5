import { describe, expect, test } from 'vitest';
import { schedules } from '../../server/learner/index.ts';
import { vectors } from './optim/vectors.ts';

const { constant, cosine, exponential, oneCycle, step } = schedules;
const MAKE = { cosine, exponential, step, oneCycle } as Record<
  string,
  (options: never) => schedules.Schedule
>;
const BASE = { lr: 0.06, momentum: 0.9 };

const sequence = (
  schedule: schedules.Schedule,
  total: number,
  base: { lr: number; momentum?: number } = BASE,
) => Array.from({ length: total }, (_, i) => schedule({ step: i, total }, base));

describe('schedules', () => {
  test.each(vectors.schedules)(
    "$kind over $total steps is torch's: $options, $base",
    ({ kind, total, options, base, settings }) => {
      const got = sequence(MAKE[kind]!(options as never), total, base);
      expect(settings).toHaveLength(total);
      for (const [i, [lr, momentum]] of settings.entries()) {
        expect(Math.abs(got[i]!.lr - lr), `lr at step ${i}`).toBeLessThan(1e-9 * Math.max(lr, 1e-3));
        expect(Math.abs(got[i]!.momentum! - momentum), `momentum at step ${i}`).toBeLessThan(1e-9);
      }
    },
  );

  test('constant changes nothing and hands out no reference to the base', () => {
    const base = { ...BASE };
    const [first] = sequence(constant(), 3, base);
    expect(first).toEqual(base);
    expect(first).not.toBe(base);
  });

  test('none writes into the base', () => {
    const base = Object.freeze({ ...BASE });
    for (const schedule of [cosine(), exponential({ gamma: 0.5 }), step({ stepSize: 1 }), oneCycle()]) {
      expect(sequence(schedule, 4, base).at(-1)!.lr).toBeLessThan(base.lr);
    }
    expect(base).toEqual(BASE);
  });

  test('one-cycle gives no momentum to an optimizer that has none', () => {
    const settings = sequence(oneCycle(), 10, { lr: 0.06 });
    expect(settings.every((each) => !('momentum' in each))).toBe(true);
    expect(Math.max(...settings.map(({ lr }) => lr))).toBeCloseTo(0.06, 9);
  });

  test('one-cycle goes through where torch divides by zero: a phase without length is at its end', () => {
    // pctStart * total = 1: the rise would end at the step at which it begins.
    const [first, second] = sequence(oneCycle({ pctStart: 0.1 }), 10);
    expect(first).toEqual({ lr: 0.06, momentum: 0.85 });
    expect(second!.lr).toBeLessThan(0.06);
    expect(sequence(oneCycle({ pctStart: 1 }), 1)).toEqual([{ lr: 0.06, momentum: 0.85 }]);
  });

  test.each(['cos', 'linear'] as const)(
    'one-cycle (%s) is a number within its bounds, whatever the length',
    (anneal) => {
      for (const pctStart of [0, 0.01, 0.3, 0.5, 0.99, 1]) {
        for (let total = 1; total <= 25; total++) {
          for (const { lr, momentum } of sequence(oneCycle({ pctStart, anneal }), total)) {
            expect(lr, `lr, ${total} steps, pctStart ${pctStart}`).toBeGreaterThan(0);
            expect(lr).toBeLessThanOrEqual(0.06 * (1 + 1e-12));
            expect(momentum).toBeGreaterThanOrEqual(0.85 - 1e-12);
            expect(momentum).toBeLessThanOrEqual(0.95 + 1e-12);
          }
        }
      }
    },
  );

  test('after the last step one-cycle stays, and a training of no steps has a rate', () => {
    const last = oneCycle()({ step: 9, total: 10 }, BASE);
    expect(oneCycle()({ step: 12, total: 10 }, BASE)).toEqual(last);
    for (const schedule of [cosine(), oneCycle()]) {
      expect(Number.isFinite(schedule({ step: 0, total: 0 }, BASE).lr)).toBe(true);
    }
  });

  test.each([
    [() => oneCycle({ pctStart: 1.5 }), 'pctStart is 1.5'],
    [() => oneCycle({ pctStart: Number.NaN }), 'pctStart is NaN'],
    [() => oneCycle({ divFactor: 0 }), 'divFactor is 0'],
    [() => oneCycle({ finalDivFactor: -1 }), 'finalDivFactor is -1'],
    [() => step({ stepSize: 0 }), 'stepSize is 0'],
    [() => step({ stepSize: 1.5 }), 'stepSize is 1.5'],
  ])('refuses what would be no rate: %s', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(RangeError);
  });
});
