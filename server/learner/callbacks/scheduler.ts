import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';
import type { Settings } from '../optim/settings.ts';
import type { Schedule } from '../schedules/schedule.ts';

/**
 * Sets the optimizer's settings before each training batch, as torch's schedulers do when `step()` follows every batch
 * or every epoch: step k of the fit, counted from 0, is made with `schedule` at k, from the settings of its beginning.
 */
export class Scheduler extends Callback {
  readonly #schedule: Schedule;
  readonly #per: 'batch' | 'epoch';
  #base: Readonly<Settings> = { lr: Number.NaN };

  constructor(schedule: Schedule, { per = 'batch' }: { per?: 'batch' | 'epoch' } = {}) {
    super();
    this.#schedule = schedule;
    this.#per = per;
  }

  override beforeFit({ opt }: Learner): void {
    this.#base = { ...opt.settings };
  }

  override beforeBatch({ training, opt, steps, epoch, totalSteps, epochs }: Learner): void {
    if (!training) return;
    const at =
      this.#per === 'batch' ? { step: steps.train, total: totalSteps } : { step: epoch, total: epochs };
    Object.assign(opt.settings, this.#schedule(at, this.#base));
  }
}
