import { expect, test } from 'vitest';
import { type Kept, planRetention, type Rules } from '../../server/store/retention.ts';

const file = (step: number, size: number, more: Partial<Kept> = {}): Kept => ({
  step,
  digest: `${step}`,
  size,
  isShared: false,
  ...more,
});
const none: Rules = { keepLast: null, runQuota: 0, diskQuota: 0 };
const three = [file(1, 10), file(2, 10), file(3, 10)];
const plan = (rules: Partial<Rules>, { older = three, newest = [file(4, 10)], total = 30 } = {}) =>
  planRetention(older, newest, { ...none, ...rules }, total);

test('without limits all stay', () => {
  expect(plan({})).toEqual({ fits: true, drop: [], over: [] });
});

test.each([
  [1, [1, 2, 3]],
  [2, [1, 2]],
  [3, [1]],
  [4, []],
  [9, []],
])('of the last %d, counting the newest, the older go', (keepLast, drop) => {
  expect(plan({ keepLast })).toEqual({ fits: true, drop, over: [] });
});

test.each([
  [40, []],
  [39, [1]],
  [20, [1, 2]],
  [10, [1, 2, 3]],
  [1, [1, 2, 3]],
])('a run of %d bytes lets its oldest go, and keeps the newest however large', (runQuota, drop) => {
  expect(plan({ runQuota })).toEqual({ fits: true, drop, over: drop.length > 0 ? ['run'] : [] });
});

test('what keepLast lets go counts for no quota', () => {
  expect(plan({ keepLast: 2, runQuota: 20 })).toEqual({ fits: true, drop: [1, 2], over: [] });
});

test('both files of a step go together, and the same bytes count once', () => {
  const older = [file(1, 10), file(1, 5, { digest: '1b' }), file(2, 10, { digest: '1' })];
  expect(plan({ runQuota: 25 }, { older })).toMatchObject({ drop: [] });
  expect(plan({ runQuota: 24 }, { older })).toMatchObject({ drop: [1] });
});

test('on a full disk the oldest make room', () => {
  expect(plan({ diskQuota: 100 }, { total: 95 })).toEqual({ fits: true, drop: [1], over: ['disk'] });
  expect(plan({ diskQuota: 100 }, { total: 90 })).toEqual({ fits: true, drop: [], over: [] });
});

test('a run that has one can always have a later one in its place, also when the disk is over its quota', () => {
  const [first] = three;
  expect(plan({ diskQuota: 100 }, { older: [first!], total: 500 })).toEqual({
    fits: true,
    drop: [1],
    over: ['disk'],
  });
  const larger = [file(4, 11)];
  expect(plan({ diskQuota: 100 }, { older: [first!], newest: larger, total: 500 }).fits).toBe(false);
});

test('what would not help is not done: a newest that does not fit leaves the older alone', () => {
  expect(plan({ diskQuota: 30, keepLast: 1 }, { newest: [file(4, 31)] })).toEqual({
    fits: false,
    drop: [],
    over: [],
  });
  expect(plan({ diskQuota: 30 }, { older: [], total: 30 }).fits).toBe(false);
});

test('what others name too makes no room, and needs none', () => {
  const shared = three.map((one) => ({ ...one, isShared: true }));
  expect(plan({ diskQuota: 30 }, { older: shared }).fits).toBe(false);
  const newest = [file(4, 10, { isShared: true })];
  expect(plan({ diskQuota: 30 }, { newest })).toEqual({ fits: true, drop: [], over: [] });
});
