import { describe, expect, it } from 'vitest';
import { batchesPerSecond, paced, secondsLeft, UNKNOWN_PACE } from '../../cli/pace.ts';
import { advance, type Training, totalBatches, unstarted } from '../../cli/training.ts';
import type { RunEvent, Split } from '../../shared/events.ts';

const placed = (second: number) => ({ run: 'r', seq: 1, time: new Date(second * 1000).toISOString() });

function batches(
  second: number,
  epoch: number,
  split: Split,
  from: number,
  loss: (number | null)[],
): RunEvent {
  return { ...placed(second), type: 'batches', epoch, split, from, loss, accuracy: loss.map(() => 0.5) };
}
function epoch(number: number, split: Split, loss: number): RunEvent {
  return { ...placed(0), type: 'epoch', epoch: number, split, loss, accuracy: 0.8, seconds: 2 };
}
const told = (events: RunEvent[]): Training =>
  events.reduce(advance, { ...unstarted(3), steps: { train: 10, valid: 2 } });

describe('a training by its events', () => {
  it('counts batches and keeps the last scores of the training set', () => {
    const training = told([
      batches(0, 0, 'train', 0, [3, 2]),
      batches(1, 0, 'train', 2, [1]),
      batches(2, 0, 'valid', 0, [9]),
    ]);
    expect(training).toMatchObject({ epoch: 0, done: { train: 3, valid: 1 }, loss: 1, accuracy: 0.5 });
    expect(totalBatches(training)).toBe(36);
  });

  it('shows no loss for one that is not finite', () => {
    expect(told([batches(0, 0, 'train', 0, [3, null])]).loss).toBeNull();
  });

  it('joins both halves of an epoch', () => {
    expect(told([epoch(0, 'train', 1), epoch(0, 'valid', 2)]).rows).toEqual([
      {
        epoch: 0,
        train: { loss: 1, accuracy: 0.8, seconds: 2 },
        valid: { loss: 2, accuracy: 0.8, seconds: 2 },
      },
    ]);
  });

  it('keeps the last batch of every layer', () => {
    const { layers } = told([
      {
        ...placed(0),
        type: 'activations',
        epoch: 0,
        from: 0,
        every: 1,
        layers: { '0.2': { mean: [1, 2], std: [3, null], dead: [0.5, 0.25], hist: [[1], [2]] } },
      },
    ]);
    expect(layers).toEqual([{ name: '0.2', mean: 2, std: null, dead: 0.25, hist: [2] }]);
  });

  it('forgets what a rewind makes void', () => {
    const training = told([
      batches(0, 0, 'train', 0, Array(10).fill(1)),
      batches(1, 0, 'valid', 0, [1, 1]),
      epoch(0, 'valid', 1),
      batches(2, 1, 'train', 10, Array(10).fill(1)),
      epoch(1, 'train', 1),
      { ...placed(9), type: 'rewind', step: 10, valid: 0, reason: 'the trainer was lost' },
    ]);
    expect(training).toMatchObject({ epoch: 1, done: { train: 10, valid: 2 } });
    expect(training.rows.map((row) => row.epoch)).toEqual([0]);
    expect(batchesPerSecond(training.pace)).toBeNull();
  });
});

describe('pace', () => {
  const pace = [0, 10, 20, 22, 24].reduce(
    (sofar, second) => paced(sofar, { time: second * 1000, done: second < 20 ? second : 2 * second - 20 }),
    UNKNOWN_PACE,
  );

  it('is that of the last seconds for what is shown', () => {
    expect(batchesPerSecond(pace)).toBe(2);
  });

  it('is the average for what is left', () => {
    expect(secondsLeft(pace, 28 + 28)).toBe(24);
    expect(secondsLeft(pace, 20)).toBe(0);
  });

  it('is unknown before two marks', () => {
    const one = paced(UNKNOWN_PACE, { time: 0, done: 5 });
    expect([batchesPerSecond(one), secondsLeft(one, 10)]).toEqual([null, null]);
  });
});
