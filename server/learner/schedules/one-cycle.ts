import type { Schedule } from './schedule.ts';

export type OneCycleOptions = {
  /** The share of the steps in which the rate rises, 0 to 1. */
  pctStart?: number;
  anneal?: 'cos' | 'linear';
  /** The first rate is the highest over this. */
  divFactor?: number;
  /** The last rate is the first over this. */
  finalDivFactor?: number;
  /** Momentum goes the other way: from `maxMomentum` down to `baseMomentum` at the highest rate, and back. */
  cycleMomentum?: boolean;
  baseMomentum?: number;
  maxMomentum?: number;
};

/**
 * torch's OneCycleLR with max_lr = the optimizer's rate and total_steps = total (Smith and Topin 2018, in fastai's two
 * phases). Momentum is beta1 for Adam and AdamW; where torch refuses an optimizer without momentum, here only its rate
 * is cycled. A phase without length, at which torch divides by zero, is at its end; after the last step its settings
 * stay. RangeError for a pctStart out of [0, 1] and for a factor that is not positive.
 */
export function oneCycle({
  pctStart = 0.3,
  anneal = 'cos',
  divFactor = 25,
  finalDivFactor = 1e4,
  cycleMomentum = true,
  baseMomentum = 0.85,
  maxMomentum = 0.95,
}: OneCycleOptions = {}): Schedule {
  if (!(pctStart >= 0 && pctStart <= 1)) throw new RangeError(`pctStart is ${pctStart}, not from 0 to 1`);
  for (const [name, factor] of Object.entries({ divFactor, finalDivFactor })) {
    if (!(factor > 0)) throw new RangeError(`${name} is ${factor}, not above 0`);
  }
  const between = BETWEEN[anneal];

  return ({ step, total }, base) => {
    const { rising, share } = phaseAt(step, total, pctStart);
    const way = (first: number, peak: number, last: number): number =>
      rising ? between(first, peak, share) : between(peak, last, share);
    const first = base.lr / divFactor;
    const settings = { ...base, lr: way(first, base.lr, first / finalDivFactor) };
    if (cycleMomentum && base.momentum !== undefined) {
      settings.momentum = way(maxMomentum, baseMomentum, maxMomentum);
    }
    return settings;
  };
}

/** torch's phases: the first ends one step before `pctStart` of the way, which need not be a whole step. */
function phaseAt(step: number, total: number, pctStart: number): { rising: boolean; share: number } {
  const peak = pctStart * total - 1;
  const rising = step <= peak;
  const [from, to] = rising ? [0, peak] : [peak, total - 1];
  return { rising, share: to > from ? Math.min(1, (step - from) / (to - from)) : 1 };
}

/** From start to end as share goes from 0 to 1. */
const BETWEEN = {
  cos: (start: number, end: number, share: number): number =>
    end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1),
  linear: (start: number, end: number, share: number): number => start + (end - start) * share,
};
