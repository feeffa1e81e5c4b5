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
async function kept(cadence: Partial<Cadence>, seconds: number[], begin = 0): Promise<[number, number][]> {
  const all: [number, number][] = [];
  const checkpoints = new Checkpoints({
    cadence: { ...NEVER, ...cadence },
    keepsEnd: () => false,
    room: async () => {},
    keep: async ({ steps }, epoch) => {
      all.push([epoch, steps.train]);
    },
  });
  const at = (train: number): Learner =>
    ({ training: true, epoch: Math.floor(train / 10), steps: { train, valid: 0 } }) as Learner;
  checkpoints.beforeFit(at(begin));
  for (const [i, length] of seconds.entries()) {
    await checkpoints.betweenBatches(at(begin + i));
    vi.advanceTimersByTime(1000 * length);
  }
  return all;
}

test('by time comes at the first training batch after it, and the time counts from the last one', async () => {
  expect(await kept({ everySeconds: 2 }, [1, 1, 1, 0.5, 0.6, 5, 0.1, 1, 1, 0])).toEqual([
    [0, 2],
    [0, 5],
    [0, 6],
    [0, 9],
  ]);
});

test('by batches puts the time off', async () => {
  expect(await kept({ everySeconds: 3, everyBatches: 2 }, [1, 1, 1, 1, 1, 1])).toEqual([
    [0, 2],
    [0, 4],
  ]);
});

test('is not kept again where the fit goes on from', async () => {
  const tenBatches = Array.from({ length: 11 }, () => 0);
  expect(await kept({ everyBatches: 5, everyEpochs: 1 }, tenBatches, 10)).toEqual([
    [1, 15],
    [1, 20],
  ]);
  expect(await kept({ everyEpochs: 1 }, tenBatches, 10)).toEqual([[1, 20]]);
  expect(await kept({ everyEpochs: 1 }, tenBatches, 15)).toEqual([[1, 20]]);
});
