import { describe, expect, test } from 'vitest';
import { Random } from '../../server/learner/index.ts';

describe('Random', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    expect(new Random(7).normal(5, 1)).toEqual(new Random(7).normal(5, 1));
    expect(new Random(7).normal(5, 1)).not.toEqual(new Random(8).normal(5, 1));
  });

  test('the first numbers of neighbouring seeds have nothing to do with each other', () => {
    for (const draw of [0, 1, 2]) {
      const firsts = Array.from({ length: 200 }, (_, seed) => new Random(seed).uniform(3, 0, 1)[draw]!);
      const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
      expect(mean).toBeGreaterThan(0.4);
      expect(mean).toBeLessThan(0.6);
      const rises = firsts.filter((value, i) => i > 0 && value > firsts[i - 1]!).length;
      expect(rises).toBeGreaterThan(70);
      expect(rises).toBeLessThan(130);
    }
  });

  test('uniform values are below the upper end', () => {
    const values = new Random(1).uniform(100_000, -0.5, 0.5);
    expect(Math.max(...values)).toBeLessThan(0.5);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
  });

  test('normal values have mean 0 and the deviation asked for, and no outlier at the start', () => {
    const values = new Random(42).normal(100_000, 2);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.03);
    const firsts = Array.from({ length: 500 }, (_, seed) => Math.abs(new Random(seed).normal(1, 1)[0]!));
    expect(firsts.filter((value) => value > 3).length).toBeLessThan(6);
  });

  test('goes on from a state, through JSON, as it would have; a state is a copy', () => {
    const random = new Random(9);
    random.normal(7, 1);
    const state = random.state();
    const text = JSON.stringify(state);
    const expected = [random.uniform(3, 0, 1), random.normal(3, 1), random.permutation(20)];
    const other = new Random(1);
    other.loadState(JSON.parse(text));
    expect([other.uniform(3, 0, 1), other.normal(3, 1), other.permutation(20)]).toEqual(expected);
    expect(JSON.stringify(state)).toBe(text);
    expect(random.state()).not.toEqual(state);
  });

  test.each([[null], [[1, 2, 3]], [[1, 2, 3, 0.5]], [[1, 2, 3, 2 ** 31]], ['1234']])(
    'takes no %j for a state',
    (state) => {
      expect(() => new Random(1).loadState(state as never)).toThrow(/is no state of a Random/);
    },
  );
});
