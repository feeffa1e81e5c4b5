import type { TrainerEntry } from '../../shared/trainer.ts';
import { type Learner, NonFiniteLoss, StopOnNonFinite } from '../learner/index.ts';

/** Says once where a loss was not finite any more, and lets the training go on: `onNonFinite: "continue"`. */
export class TellNonFinite extends StopOnNonFinite {
  readonly #say: (entries: TrainerEntry[]) => void;
  #isTold = false;

  constructor(say: (entries: TrainerEntry[]) => void) {
    super();
    this.#say = say;
  }

  override afterLoss(learn: Learner): void {
    if (this.#isTold) return;
    try {
      super.afterLoss(learn);
    } catch (error) {
      if (!(error instanceof NonFiniteLoss)) throw error;
      this.#isTold = true;
      this.#say([
        { type: 'log', level: 'warn', message: `${error.message}. Training goes on, as was asked for` },
      ]);
    }
  }
}
