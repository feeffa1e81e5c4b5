import { batchesPerSecond, secondsLeft } from '../pace.ts';
import { type Training, totalBatches } from '../training.ts';
import { duration, fixed } from './numbers.ts';

/** Where a training stands, in one line short enough to leave room for a bar in 80 columns. */
export function progressText(training: Training): string {
  const { epoch, loss, accuracy, pace } = training;
  const total = totalBatches(training);
  const rate = batchesPerSecond(pace);
  const left = total === null ? null : secondsLeft(pace, total);
  return [
    `epoch ${epoch}`,
    `loss ${fixed(loss, 3)}`,
    `accuracy ${fixed(accuracy, 3)}`,
    ...(rate === null ? [] : [`${fixed(rate, 1)} batches/s`]),
    ...(left === null ? [] : [`${duration(left)} left`]),
  ].join('  ');
}
