import {
  Callback,
  type FitOptions,
  type FitState,
  type Learner,
  loadStateDict,
  Metrics,
  type Random,
  type StateDict,
  stateDict,
} from '../../server/learner/index.ts';

/** A learner with all that belongs to its fit, made anew at each call as another process would. */
export type World = {
  learner: Learner;
  epochs: number;
  options: FitOptions;
  /** Those that model, augmentation and loaders that know no state draw from. */
  randoms: Random[];
};

/** What is kept where a fit may be interrupted: all but the tensors went through JSON. */
type Kept = { fit: FitState; weights: StateDict; randoms: number[][] };
type Told = { split: string; epoch: number; step: number; loss: number; lr: number };

/** Writes down each batch, and before it what is needed to go on from there. */
class Witness extends Callback {
  override readonly order: number = -1000;
  readonly kept: Kept[] = [];
  readonly told: Told[] = [];
  readonly #metrics: Metrics;
  readonly #randoms: Random[];

  constructor(metrics: Metrics, randoms: Random[]) {
    super();
    this.#metrics = metrics;
    this.#randoms = randoms;
  }

  override beforeBatch(learn: Learner): void {
    this.#keep(learn);
  }

  override cleanupBatch({ training, epoch, steps, opt }: Learner): void {
    const split = training ? 'train' : 'valid';
    this.told.push({ split, epoch, step: steps[split], loss: this.#metrics.batch.loss, lr: opt.settings.lr });
  }

  override cleanupFit(learn: Learner): void {
    this.#keep(learn);
  }

  #keep(learn: Learner): void {
    const { optimizer, gradients, ...rest } = learn.state();
    const randoms = this.#randoms.map((random) => random.state());
    const plain = JSON.parse(JSON.stringify({ rest, randoms }));
    const fit = { ...plain.rest, optimizer, gradients };
    this.kept.push({ fit, weights: stateDict(learn.model), randoms: plain.randoms });
  }
}

export type Story = { told: Told[]; kept: Kept[]; epochs: unknown[]; weights: StateDict };

/** Fits a new world, from its beginning or from what was kept of another one. */
export async function story(make: () => World, from?: Kept): Promise<Story> {
  const { learner, epochs, options, randoms } = make();
  const metrics = new Metrics();
  const witness = new Witness(metrics, randoms);
  if (from) {
    loadStateDict(learner.model, from.weights);
    for (const [i, random] of randoms.entries()) random.loadState(from.randoms[i]!);
  }
  const callbacks = [witness, metrics, ...(options.callbacks ?? [])];
  try {
    await learner.fit(epochs, { ...options, callbacks, ...(from && { resume: from.fit }) });
    const { told, kept } = witness;
    const weights = stateDict(learner.model);
    return { told, kept, weights, epochs: withoutSeconds(metrics.epochs) as unknown[] };
  } finally {
    learner.model.dispose();
  }
}

/** The only thing that may be otherwise. */
export function withoutSeconds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSeconds);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  const parts = Object.entries(value).filter(([key]) => key !== 'seconds');
  return Object.fromEntries(parts.map(([key, part]) => [key, withoutSeconds(part)]));
}
