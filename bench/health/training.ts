import type { Dataset } from '../../server/data/index.ts';
import {
  type ActivationStats,
  Callback,
  type LayerFacts,
  type Learner,
  type Look,
  layerFactsOf,
  lookAt,
  Metrics,
  type StateDict,
  stateDict,
} from '../../server/learner/index.ts';
import { build } from '../../server/trainer/build/index.ts';
import { preparationOf } from '../../server/trainer/build/preparation.ts';
import { trainingOf } from '../../server/trainer/build/training.ts';
import { check } from '../../shared/check.ts';
import { JobSpec, type TrainSpec } from '../../shared/spec/job-spec.ts';
import type { Case } from './cases.ts';
import { type Trace, traceOf } from './trace.ts';

/**
 * Trains a case as a trainer would, and keeps what its detectors would see of each batch.
 * @param first weights that it begins with; null: those of the case
 */
export async function trainCase(
  { title, job }: Case,
  dataset: Dataset,
  first: StateDict | null,
): Promise<{ trace: Trace; last: StateDict }> {
  const spec = specOf(job, first !== null);
  const built = build(spec, dataset, { weights: first, optimizer: null });
  const metrics = new Metrics();
  const capture = new Capture(metrics, built.stats!);
  const watching = [metrics, built.stats!, capture];
  await built.learner.fit(spec.epochs, {
    train: built.train,
    valid: built.valid,
    callbacks: [...watching, ...preparationOf(spec, built, () => {}), ...trainingOf(spec)],
  });
  const last = stateDict(built.network);
  built.network.dispose();
  const valid = metrics.epochs.at(-1)!.accuracy;
  const about = { title, classes: dataset.classes.length, valid };
  return { trace: traceOf(about, capture.facts, capture.looks), last };
}

function specOf(job: Case['job'], hasWeights: boolean): TrainSpec {
  const init = { kind: 'weights', artifact: `sha256:${'0'.repeat(64)}`, optimizer: null };
  const checked = check(JobSpec, hasWeights ? { ...job, init } : job);
  if (!checked.ok) throw new Error(`${job.name}: ${JSON.stringify(checked.issues)}`);
  return checked.value as TrainSpec;
}

/** In the place of HealthWatch. */
class Capture extends Callback {
  override readonly order = 5;
  readonly looks: Look[] = [];
  facts: LayerFacts[] = [];
  readonly #metrics: Metrics;
  readonly #stats: ActivationStats;

  constructor(metrics: Metrics, stats: ActivationStats) {
    super();
    this.#metrics = metrics;
    this.#stats = stats;
  }

  override beforeFit(): void {
    this.facts = layerFactsOf(this.#stats);
  }

  override afterLoss(learn: Learner): void {
    if (!learn.training) return;
    this.looks.push(lookAt(learn.steps.train, { metrics: this.#metrics, stats: this.#stats, every: 1 }));
    this.#stats.drain();
  }
}
