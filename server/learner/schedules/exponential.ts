import type { Schedule } from './schedule.ts';

/** torch's ExponentialLR: `lr * gamma ** step`. */
export const exponential =
  ({ gamma }: { gamma: number }): Schedule =>
  ({ step }, base) => ({ ...base, lr: base.lr * gamma ** step });
