import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Learner } from '../../server/learner/index.ts';
import { type Cadence, Checkpoints } from '../../server/trainer/checkpoints.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const NEVER: Cadence = { everyEpochs: null, everyBatches: null, everySeconds: null };

/** A fit of training batches of `seconds` each, 10 an epoch, from `begin` on. @returns [epoch, step] of what was kept */
function kept(cadence: Partial<Cadence>, seconds: number[], begin = 0): [number, number][] {
  const all: [number, number][] = [];
  const checkpoints = new Checkpoints({
    cadence: { ...NEVER, ...cadence },
    keepsEnd: () => false,
    keep: ({ steps }, epoch) => all.push([epoch, steps.train]),
  });
  const at = (train: number): Learner =>
    ({ training: true, epoch: Math.floor(train / 10), steps: { train, valid: 0 } }) as Learner;
  checkpoints.beforeFit(at(begin));
  for (const [i, length] of seconds.entries()) {
    checkpoints.beforeBatch(at(begin + i));
    vi.advanceTimersByTime(1000 * length);
  }
  return all;
}

test('by time comes at the first training batch after it, and the time counts from the last one', () => {
  expect(kept({ everySeconds: 2 }, [1, 1, 1, 0.5, 0.6, 5, 0.1, 1, 1, 0])).toEqual([
    [0, 2],
    [0, 5],
    [0, 6],
    [0, 9],
  ]);
});

test('by batches puts the time off', () => {
  expect(kept({ everySeconds: 3, everyBatches: 2 }, [1, 1, 1, 1, 1, 1])).toEqual([
    [0, 2],
    [0, 4],
  ]);
});

test('is not kept again where the fit goes on from', () => {
  const tenBatches = Array.from({ length: 11 }, () => 0);
  expect(kept({ everyBatches: 5, everyEpochs: 1 }, tenBatches, 10)).toEqual([
    [1, 15],
    [1, 20],
  ]);
  expect(kept({ everyEpochs: 1 }, tenBatches, 10)).toEqual([[1, 20]]);
  expect(kept({ everyEpochs: 1 }, tenBatches, 15)).toEqual([[1, 20]]);
});
