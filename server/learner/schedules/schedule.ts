import type { Settings } from '../optim/settings.ts';

/** Where a training is: `step` 0 … `total` - 1, in batches or epochs, whichever the schedule is asked for. */
export type Position = { step: number; total: number };

/**
 * The settings for one step, from those that the optimizer was made with. Pure: the same step gives the same settings,
 * so a training that goes on needs to remember nothing of its schedule. As torch's schedulers count: step 0 is what the
 * scheduler's constructor sets, step t what its t-th `step()` sets.
 */
export type Schedule = (at: Position, base: Readonly<Settings>) => Settings;
