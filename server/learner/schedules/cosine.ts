import type { Schedule } from './schedule.ts';

/**
 * torch's CosineAnnealingLR with T_max = total (SGDR, Loshchilov and Hutter 2017): half a cosine from the rate towards
 * `minLr`, which it would reach at step = total, one after the last.
 */
export const cosine =
  ({ minLr = 0 }: { minLr?: number } = {}): Schedule =>
  ({ step, total }, base) => {
    // A training of no steps has no way to go; 0 / 0 must not become a rate.
    const share = total > 0 ? step / total : 0;
    return { ...base, lr: minLr + ((base.lr - minLr) * (1 + Math.cos(Math.PI * share))) / 2 };
  };
