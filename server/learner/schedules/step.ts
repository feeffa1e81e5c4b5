import type { Schedule } from './schedule.ts';

/**
 * torch's StepLR: the rate times `gamma` after every `stepSize` steps. RangeError for a stepSize that is no whole number
 * from 1 on.
 */
export function step({ stepSize, gamma = 0.1 }: { stepSize: number; gamma?: number }): Schedule {
  if (!Number.isSafeInteger(stepSize) || stepSize < 1) {
    throw new RangeError(`stepSize is ${stepSize}, not a whole number from 1 on`);
  }
  return (at, base) => ({ ...base, lr: base.lr * gamma ** Math.floor(at.step / stepSize) });
}
