import type { TrainerEntry } from '../../shared/trainer.ts';
import { type Learner, type NonFiniteLoss, StopOnNonFinite } from '../learner/index.ts';

/** Says once where a loss was not finite any more, and lets the training go on: `onNonFinite: "continue"`. */
export class TellNonFinite extends StopOnNonFinite {
  readonly #say: (entries: TrainerEntry[]) => void;
  #isTold = false;

  constructor(say: (entries: TrainerEntry[]) => void) {
    super();
    this.#say = say;
  }

  override afterLoss(learn: Learner): void {
    if (!this.#isTold) super.afterLoss(learn);
  }

  protected override found({ message }: NonFiniteLoss): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#say([{ type: 'log', level: 'warn', message: `${message}. Training goes on, as was asked for` }]);
  }
}
