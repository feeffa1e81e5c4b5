import { describe, expect, test } from 'vitest';
import { cappedShare as shareOf } from '../../../server/engine/capped-share.ts';
import { cappedBounds } from '../../../server/learner/callbacks/capped-bounds.ts';
import { type Activation, GeneralReLU, ReLU, ReLU6, Sigmoid, Tanh } from '../../../server/learner/index.ts';

const cappedShare = (values: Float32Array, activation: Activation): number | null => {
  const bounds = cappedBounds(activation);
  return bounds && shareOf(values, bounds);
};

describe('the share at the ceiling', () => {
  test('is exact where an activation is cut off, and its floor has no part in it', () => {
    const values = Float32Array.of(0, 0, 6, 5.99, 1, 2, 3, 6);
    expect(cappedShare(values, new ReLU6())).toBe(2 / 8);
    expect(cappedShare(Float32Array.of(0.5, -3, 0.3, -0.4), new GeneralReLU({ max: 0.5 }))).toBe(1 / 4);
    const [low, high] = [Math.fround(-0.4), Math.fround(0.7)];
    expect(cappedShare(Float32Array.of(low, low, high, 0.1), new GeneralReLU({ leak: 0, max: 0.7 }))).toBe(
      1 / 4,
    );
  });

  test('is that near either bound of what never reaches it', () => {
    expect(cappedShare(Float32Array.of(0.97, -0.97, 0.9, 0), new Tanh())).toBe(2 / 4);
    expect(cappedShare(Float32Array.of(0.99, 0.01, 0.5, 0.9, Number.NaN), new Sigmoid())).toBe(2 / 5);
  });

  test('is none without a ceiling', () => {
    expect(cappedShare(Float32Array.of(1), new ReLU())).toBe(null);
    expect(cappedShare(Float32Array.of(1), new GeneralReLU())).toBe(null);
  });

  test.each([8, 12, 64])('is estimated over all channels of a large layer: %d', (channels) => {
    // A quarter of the channels is at the ceiling.
    const values = Float32Array.from({ length: 9600 * channels }, (_, i) =>
      i % channels < channels / 4 ? 6 : 1,
    );
    expect(cappedShare(values, new ReLU6())).toBeCloseTo(0.25, 2);
  });
});
