import { Callback, type HealthWatch, type Learner } from '../learner/index.ts';
import type { StopOnSignal } from './stop-on-signal.ts';

/**
 * Has a training judged as a whole, once no batch of it is left; not when it fails. One that was stopped in its last
 * validation is over in that sense: the attempt that goes on keeps no checkpoint that would know what it said.
 */
export class Conclusion extends Callback {
  /** Ahead of the last checkpoint: its state knows what was said before it. */
  override readonly order = -1002;
  readonly #health: HealthWatch;
  readonly #stop: StopOnSignal;

  constructor(health: HealthWatch, stop: StopOnSignal) {
    super();
    this.#health = health;
    this.#stop = stop;
  }

  override cleanupFit(learn: Learner): void {
    const { failed, steps, totalSteps } = learn;
    const isOver = !this.#stop.hasStopped || steps.train >= totalSteps;
    if (isOver && !failed) this.#health.conclude(learn);
  }
}
