import { Callback } from '../callback.ts';
import type { Finding } from '../health/finding.ts';
import { beginHealth, conclude, examine, type HealthFacts, type HealthState } from '../health/health.ts';
import type { Learner } from '../learner.ts';
import type { ActivationStats } from './activation-stats.ts';
import { layerFactsOf, lookAt } from './looks.ts';
import type { Metrics } from './metrics.ts';

/** `epoch`: under way when it was found. */
export type EpochFinding = Finding & { epoch: number };

/**
 * Says what the statistics mean: shows each training batch to the detectors of health/. What was said is part of its
 * state, so a fit that goes on says nothing twice.
 */
export class HealthWatch extends Callback {
  /** After Metrics and ActivationStats; before whoever takes what they saw, and before StopOnNonFinite ends the fit. */
  override readonly order = 5;
  override readonly stateName = 'HealthWatch';
  readonly #metrics: Metrics;
  #stats: ActivationStats | null = null;
  #facts: HealthFacts;
  #state: HealthState;
  #found: EpochFinding[] = [];
  /** The last that was trained on; early stopping ends a fit when the next one has begun. */
  #epoch = 0;

  /** @param options.every the layers are watched in every n-th training batch, as ActivationStats was told */
  constructor({ metrics, classes, every = 1 }: { metrics: Metrics; classes: number; every?: number }) {
    super();
    this.#metrics = metrics;
    this.#facts = { layers: [], classes, every };
    this.#state = beginHealth(this.#facts);
  }

  /** Whose layers are judged, before the fit begins; null: the loss is all there is. */
  watch(stats: ActivationStats | null): void {
    this.#stats = stats;
  }

  override state(): HealthState {
    return this.#state;
  }

  override loadState(state: HealthState): void {
    this.#state = state;
  }

  override beforeFit({ epoch, epochs }: Learner): void {
    this.#facts = { ...this.#facts, layers: layerFactsOf(this.#stats) };
    this.#state = beginHealth(this.#facts);
    this.#found = [];
    this.#epoch = Math.min(epoch, epochs - 1);
  }

  /** Here and not after the batch: the loss that ends a fit is judged too. */
  override afterLoss(learn: Learner): void {
    if (!learn.training) return;
    const { epoch, steps } = learn;
    const step = steps.train;
    learn.read([], () => {
      this.#epoch = epoch;
      const look = lookAt(step, { metrics: this.#metrics, stats: this.#stats, every: this.#facts.every });
      this.#take(examine(this.#facts, this.#state, look));
    });
  }

  /** The training is over, and not to be gone on with: healthy, if nothing else was said. */
  conclude({ steps }: Learner): void {
    this.#take(conclude(this.#facts, this.#state, steps.train));
  }

  /** Hands out what was found since the last call. */
  drain(): EpochFinding[] {
    return this.#found.splice(0);
  }

  #take({ state, findings }: { state: HealthState; findings: Finding[] }): void {
    this.#state = state;
    this.#found.push(...findings.map((finding) => ({ ...finding, epoch: this.#epoch })));
  }
}
