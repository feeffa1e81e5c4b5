import { type Scalar, type Tensor, tf, type Variable } from '../engine/index.ts';
import {
  type Callback,
  CallbackError,
  type CallbackEvent,
  Cancel,
  type Scope,
  type Step,
} from './callback.ts';
import type { Batch, DataLoader } from './data/data-loader.ts';
import type { Module } from './nn/module.ts';
import type { Optimizer } from './optim/optimizer.ts';

export type LearnerOptions = {
  model: Module;
  /** Predictions [n, classes] and targets -> the scalar to make small. */
  lossFunction: (predictions: Tensor, targets: Tensor) => Scalar;
  /** A new optimizer for each fit. */
  optimizer: (parameters: Variable[]) => Optimizer;
  /** The rate of every fit that says none of its own; the optimizer's unless said. */
  lr?: number;
  callbacks?: Callback[];
};

export type FitOptions = {
  /** Absent: nothing is trained, as for a mere evaluation. */
  train?: DataLoader;
  valid?: DataLoader;
  /** Join for this fit only. */
  callbacks?: Callback[];
  lr?: number;
};

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

  opt!: Optimizer;
  batch!: Batch;
  predictions!: Tensor;
  loss!: Scalar;
  /** In the order of the optimizer's parameters; those that zeroGrad leaves are there when the next batch comes. */
  gradients: Tensor[] = [];
  training = false;
  epoch = 0;
  epochs = 0;
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
  async fit(epochs: number, { train, valid, callbacks = [], lr }: FitOptions): Promise<void> {
    this.#callbacks = [...(this.options.callbacks ?? []), ...callbacks].sort((a, b) => a.order - b.order);
    this.opt = this.options.optimizer(this.parameters());
    this.opt.settings.lr = lr ?? this.options.lr ?? this.opt.settings.lr;
    this.epochs = epochs;
    this.failed = false;
    this.totalSteps = epochs * (train?.length ?? 0);
    this.steps = { train: 0, valid: 0 };
    try {
      await this.#within('fit', async () => {
        for (this.epoch = 0; this.epoch < epochs; this.epoch++) {
          if (train) await this.#oneEpoch(train, true);
          if (valid) await this.#oneEpoch(valid, false);
        }
      });
    } finally {
      tf.dispose(this.gradients.splice(0));
      this.opt.dispose();
    }
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

  async #oneEpoch(loader: DataLoader, training: boolean): Promise<void> {
    this.training = training;
    this.model.train(training);
    await this.#within('epoch', async () => {
      for (const batch of loader) {
        this.batch = batch;
        try {
          tf.tidy(() => this.#oneBatch());
        } finally {
          tf.dispose([batch.x, batch.y]);
        }
        this.steps[training ? 'train' : 'valid']++;
        await breath();
      }
    });
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

  async #within(scope: 'fit' | 'epoch', body: () => Promise<void>): Promise<void> {
    try {
      this.#call(`before${CAPITAL[scope]}`);
      await body();
      this.#call(`after${CAPITAL[scope]}`);
    } catch (error) {
      this.failed ||= !(error instanceof Cancel);
      pass(error, scope);
    } finally {
      this.#call(`cleanup${CAPITAL[scope]}`);
    }
  }

  /** The first callback that has this step does it, else the learner itself. */
  #perform(step: Step, forward: () => Scalar = noForward): void {
    const replacement = this.#callbacks.find((callback) => callback[step]);
    if (!replacement) {
      this[step](forward);
      return;
    }
    try {
      replacement[step]!(this, forward);
    } catch (error) {
      throw error instanceof Cancel || error instanceof CallbackError
        ? error
        : new CallbackError(replacement, step, error);
    }
  }

  /** Cleanup reaches every callback, whatever the ones before did; the first failure is told. */
  #call(event: CallbackEvent): void {
    const failures: unknown[] = [];
    for (const callback of this.#callbacks) {
      try {
        callback[event]?.(this);
      } catch (error) {
        const told = error instanceof Cancel ? error : new CallbackError(callback, event, error);
        if (!event.startsWith('cleanup')) throw told;
        failures.push(told);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** A cancel ends at its own scope; all else goes on up. */
function pass(error: unknown, scope: Scope): void {
  if (!(error instanceof Cancel) || error.scope !== scope) throw error;
}

const nobodyDoes = (step: Step): Error =>
  new Error(`nobody does ${step}: give the Learner a callback that has it, or use TrainLearner`);

const noForward = (): never => {
  throw new Error('only backward runs the way forward');
};

/** Lets messages in between two batches: a stop must be heard. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
