import { expect, test } from 'vitest';
import { newId } from '../../server/store/id.ts';

test('an id is a ULID', () => {
  const id = newId(1469918176385 + 2 ** 41);
  expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  // The first ten letters are the time, as in the example of the specification (01ARYZ6S41) but later.
  const decoded = [...id.slice(0, 10)].reduce(
    (sum, letter) => sum * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(letter),
    0,
  );
  expect(decoded).toBe(1469918176385 + 2 ** 41);
});

test('ids sort by creation, also within a millisecond and when the clock is set back', () => {
  const now = Date.now() + 2 ** 42;
  const ids = [newId(now), newId(now), newId(now), newId(now - 60_000), newId(now + 1)];
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(5);
});
