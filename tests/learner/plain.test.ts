import { describe, expect, test } from 'vitest';
import { fromPlain, toPlain } from '../../server/learner/index.ts';

describe('a plain value', () => {
  test.each([
    [[0.1 + 0.2, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324]],
    [{ best: null, text: 'NaN', nested: { list: [[], {}, true] } }],
    ['Infinity'],
    [null],
  ])('comes through JSON as it was: %o', (value) => {
    const copy = fromPlain(JSON.parse(JSON.stringify(toPlain(value))));
    expect(copy).toStrictEqual(value);
    expect(copy === value && typeof value === 'object' && value !== null).toBe(false);
  });

  test('leaves out what is undefined', () => {
    expect(toPlain({ lr: 1, momentum: undefined })).toStrictEqual({ lr: 1 });
  });

  test.each([
    [new Float32Array(2), 'Float32Array'],
    [[undefined], 'undefined'],
    [{ at: new Date() }, 'Date'],
    [() => 1, 'Function'],
  ])('is no %o', (value, name) => {
    expect(() => toPlain(value)).toThrow(`JSON has no ${name}`);
  });
});
