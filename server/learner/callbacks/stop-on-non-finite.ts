import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';
import type { ActivationStats } from './activation-stats.ts';
import type { Metrics } from './metrics.ts';

/** Fails the fit at the first training batch whose loss is not finite, and says in which layer it began. */
export class StopOnNonFinite extends Callback {
  /** Last: whoever records the batch has it before the fit ends. */
  override readonly order = 100;
  readonly #metrics: Metrics;
  readonly #activations: ActivationStats | null;

  constructor(metrics: Metrics, activations: ActivationStats | null = null) {
    super();
    this.#metrics = metrics;
    this.#activations = activations;
  }

  override afterLoss({ training, steps }: Learner): void {
    const { loss } = this.#metrics.batch;
    if (!training || Number.isFinite(loss)) return;
    const broken = [...(this.#activations?.layers ?? [])].find(([, seen]) => {
      const last = seen.at(-1);
      return last && !(Number.isFinite(last.mean) && Number.isFinite(last.std));
    });
    const where = broken ? `, first seen in layer ${broken[0]}` : '';
    throw new Error(`the loss is ${loss} at batch ${steps.train}${where}; try a lower rate or another init`);
  }
}
