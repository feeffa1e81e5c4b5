import { type Scalar, type Tensor, tf, type Variable } from '../engine/index.ts';
import { type Callback, type CallbackEvent, Cancel, type Scope, type Step } from './callback.ts';
import type { Batch } from './data/data-loader.ts';
import { inOrder, loadStates, statesOf } from './fit/callback-states.ts';
import { callEach, performStep } from './fit/calls.ts';
import type { FitOptions, LearnerOptions } from './fit/options.ts';
import { batchesFrom, beginning, type Pass, passesFrom } from './fit/passes.ts';
import { restored, saved } from './fit/saved-tensors.ts';
import type { FitState, Place } from './fit/state.ts';
import type { Module } from './nn/module.ts';
import type { Optimizer } from './optim/optimizer.ts';
import { fromPlain, type Plain, toPlain } from './plain.ts';

const CAPITAL = { fit: 'Fit', epoch: 'Epoch', batch: 'Batch' } as const;

/**
 * Lesson 17's Learner: a loop over epochs and batches in which everything else is a callback. The five steps predict,
 * getLoss, backward, step and zeroGrad come from a callback that has them, or from a subclass: see TrainLearner.
 * Unlike PyTorch's, the tape of tfjs is a scope: `backward` encloses the way forward.
 */
export class Learner {
  readonly model: Module;
  protected readonly options: LearnerOptions;
  #callbacks: Callback[] = [];
  #fit: Pick<FitOptions, 'train' | 'valid' | 'between'> = {};
  #place: Place = beginning(0, true);
  /** Whether the optimizer has made its step for the batch under way: from then on the batch counts, however it ends. */
  #hasStepped = false;
  /** State of the loader as the pass under way began. */
  #origin: Plain = null;

  opt!: Optimizer;
  batch!: Batch;
  predictions!: Tensor;
  loss!: Scalar;
  /** In the order of the optimizer's parameters; those that zeroGrad leaves are there when the next batch comes. */
  gradients: Tensor[] = [];
  training = false;
  epoch = 0;
  epochs = 0;
  /** Whether this fit goes on from a state: its weights are not first ones. */
  resumed = false;
  /** Whether this fit is ending by an error and not by a cancel: cleanup may have to know. */
  failed = false;
  /** Training batches of the whole fit, if nothing cuts it short. */
  totalSteps = 0;
  /** Batches of each split since the fit began; while a batch runs, its own number. */
  steps = { train: 0, valid: 0 };

  constructor(options: LearnerOptions) {
    this.model = options.model;
    this.options = options;
  }

  /** Trains for `epochs` with a new optimizer, validating after each. */
  async fit(epochs: number, { callbacks = [], lr, resume, ...fit }: FitOptions): Promise<void> {
    this.#fit = fit;
    this.#callbacks = inOrder([...(this.options.callbacks ?? []), ...callbacks]);
    this.opt = this.options.optimizer(this.parameters());
    this.opt.settings.lr = lr ?? this.options.lr ?? this.opt.settings.lr;
    this.epochs = epochs;
    this.failed = false;
    this.resumed = resume !== undefined;
    this.totalSteps = epochs * (fit.train?.length ?? 0);
    this.#place = resume?.place ?? beginning(0, true);
    this.epoch = this.#place.epoch;
    this.steps = { train: 0, valid: 0, ...resume?.steps };
    try {
      await this.#within('fit', async () => {
        if (resume) this.#goOnFrom(resume);
        for (const pass of passesFrom(this.#place, epochs, fit)) await this.#onePass(pass);
        this.epoch = epochs;
        this.#place = beginning(epochs, true);
      });
    } finally {
      tf.dispose(this.gradients.splice(0));
      this.opt.dispose();
    }
  }

  /**
   * All that the rest of the fit under way depends on and that is known at this floor; a copy. To be asked between two
   * batches: in beforeBatch ahead of every callback that does something there, or in cleanupFit. A validation that is
   * under way is to be made anew, from its first batch: nothing depends on it.
   */
  state(): FitState {
    const { epoch, training, done } = this.#place;
    const { train, valid } = this.steps;
    return {
      place: training ? { ...this.#place } : beginning(epoch, false),
      steps: { train, valid: training ? valid : valid - done },
      settings: toPlain(this.opt.settings),
      loaders: { train: this.#originOf(true), valid: this.#originOf(false) },
      callbacks: statesOf(this.#callbacks),
      optimizer: this.opt.state(),
      gradients: this.gradients.map(saved),
    };
  }

  predict(): void {
    throw nobodyDoes('predict');
  }

  getLoss(): void {
    throw nobodyDoes('getLoss');
  }

  /** Runs `forward`, which is predict and getLoss with the callbacks around them, and leaves loss and gradients. */
  backward(_forward: () => Scalar): void {
    throw nobodyDoes('backward');
  }

  step(): void {
    throw nobodyDoes('step');
  }

  zeroGrad(): void {
    throw nobodyDoes('zeroGrad');
  }

  /** What is trained, in the order of the model. */
  parameters(): Variable[] {
    return [...this.model.namedParameters()].map(([, { value }]) => value);
  }

  #originOf(training: boolean): Plain {
    if (this.#place.begun && this.#place.training === training) return this.#origin;
    const loader = training ? this.#fit.train : this.#fit.valid;
    return toPlain(loader?.state?.() ?? null);
  }

  /** After beforeFit: what callbacks take from a new optimizer, they take from a new one here too. */
  #goOnFrom({ place, settings, loaders, callbacks, optimizer, gradients }: FitState): void {
    this.opt.loadState(optimizer);
    Object.assign(this.opt.settings, fromPlain(settings));
    this.gradients = gradients.map(restored);
    loadStates(this.#callbacks, callbacks);
    // The pass that comes first is last: where both draw from one generator, it is drawn from again there.
    for (const split of place.training ? (['valid', 'train'] as const) : (['train', 'valid'] as const)) {
      this.#fit[split]?.loadState?.(fromPlain(loaders[split]));
    }
  }

  async #onePass({ loader, place }: Pass): Promise<void> {
    const { training, begun } = place;
    this.#place = place;
    this.epoch = place.epoch;
    this.training = training;
    this.model.train(training);
    const batches = async (): Promise<void> => {
      this.#origin = toPlain(loader.state?.() ?? null);
      place.begun = true;
      for (const batch of batchesFrom(loader, place.done)) {
        this.batch = batch;
        this.#hasStepped = false;
        let isOver = false;
        try {
          tf.tidy(() => this.#oneBatch());
          isOver = true;
        } finally {
          tf.dispose([batch.x, batch.y]);
          if (isOver || this.#hasStepped) {
            this.steps[training ? 'train' : 'valid']++;
            place.done++;
          }
        }
        await breath();
        await this.#fit.between?.();
      }
    };
    await this.#within('epoch', batches, begun);
  }

  #oneBatch(): void {
    try {
      this.#call('beforeBatch');
      if (this.training) this.#trainOnBatch();
      else this.#forward();
      this.#call('afterBatch');
    } catch (error) {
      pass(error, 'batch');
    } finally {
      try {
        this.#call('cleanupBatch');
      } finally {
        tf.dispose(this.predictions);
      }
    }
  }

  #trainOnBatch(): void {
    this.#perform('backward', () => this.#forward());
    this.#keepGradients();
    this.#call('afterBackward');
    this.#perform('step');
    this.#hasStepped = true;
    this.#call('afterStep');
    this.#perform('zeroGrad');
    this.#keepGradients();
  }

  /** They outlive the batch's tidy: zeroGrad may leave them, and a batch that is cancelled never comes to it. */
  #keepGradients(): void {
    for (const gradient of this.gradients) tf.keep(gradient);
  }

  #forward(): Scalar {
    this.#perform('predict');
    // The tape's own tidy would take them before afterBatch.
    tf.keep(this.predictions);
    this.#call('afterPredict');
    this.#perform('getLoss');
    this.#call('afterLoss');
    return this.loss;
  }

  async #within(scope: 'fit' | 'epoch', body: () => Promise<void>, begun = false): Promise<void> {
    try {
      if (!begun) this.#call(`before${CAPITAL[scope]}`);
      await body();
      this.#call(`after${CAPITAL[scope]}`);
    } catch (error) {
      this.failed ||= !(error instanceof Cancel);
      pass(error, scope);
    } finally {
      this.#call(`cleanup${CAPITAL[scope]}`);
    }
  }

  #perform(step: Step, forward?: () => Scalar): void {
    performStep(this.#callbacks, step, this, forward);
  }

  #call(event: CallbackEvent): void {
    callEach(this.#callbacks, event, this);
  }
}

/** A cancel ends at its own scope; all else goes on up. */
function pass(error: unknown, scope: Scope): void {
  if (!(error instanceof Cancel) || error.scope !== scope) throw error;
}

const nobodyDoes = (step: Step): Error =>
  new Error(`nobody does ${step}: give the Learner a callback that has it, or use TrainLearner`);

/** Lets messages in between two batches: a stop must be heard. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
