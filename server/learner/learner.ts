import { type Scalar, type Tensor, tf, type Variable, valueAndGradients } from '../engine/index.ts';
import { type Callback, CallbackError, type CallbackEvent, Cancel, type Scope } from './callback.ts';
import type { Batch, DataLoader } from './data/data-loader.ts';
import type { Module } from './nn/module.ts';
import type { Optimizer } from './optim/optimizer.ts';

export type LearnerOptions = {
  model: Module;
  /** Predictions [n, classes] and targets -> the scalar to make small. */
  lossFunction: (predictions: Tensor, targets: Tensor) => Scalar;
  /** A new optimizer for each fit. */
  optimizer: (parameters: Variable[]) => Optimizer;
  callbacks?: Callback[];
};

export type FitOptions = { train: DataLoader; valid?: DataLoader; callbacks?: Callback[] };

const CAPITAL = { fit: 'Fit', epoch: 'Epoch', batch: 'Batch' } as const;

/**
 * Lesson 17's Learner: a loop over epochs and batches in which everything else is a callback. The steps predict,
 * getLoss, backward and step may be overridden. Unlike PyTorch's, the tape of tfjs is a scope: `backward` encloses
 * the way forward.
 */
export class Learner {
  readonly model: Module;
  readonly #options: LearnerOptions;
  #callbacks: Callback[] = [];

  opt!: Optimizer;
  batch!: Batch;
  predictions!: Tensor;
  loss!: Scalar;
  gradients: Tensor[] = [];
  training = false;
  epoch = 0;
  epochs = 0;
  /** Batches of each split since the fit began; while a batch runs, its own number. */
  steps = { train: 0, valid: 0 };

  constructor(options: LearnerOptions) {
    this.model = options.model;
    this.#options = options;
  }

  /** Trains for `epochs`, validating after each. `callbacks` join for this fit only. */
  async fit(epochs: number, { train, valid, callbacks = [] }: FitOptions): Promise<void> {
    this.#callbacks = [...(this.#options.callbacks ?? []), ...callbacks].sort((a, b) => a.order - b.order);
    this.opt = this.#options.optimizer(this.#parameters());
    this.epochs = epochs;
    this.steps = { train: 0, valid: 0 };
    try {
      await this.#within('fit', async () => {
        for (this.epoch = 0; this.epoch < epochs; this.epoch++) {
          await this.#oneEpoch(train, true);
          if (valid) await this.#oneEpoch(valid, false);
        }
      });
    } finally {
      this.opt.dispose();
    }
  }

  predict(): void {
    this.predictions = this.model.call(this.batch.x);
  }

  getLoss(): void {
    this.loss = this.#options.lossFunction(this.predictions, this.batch.y);
  }

  /** Runs `forward` on the tape and leaves the gradients, in the order of the optimizer's parameters. */
  backward(forward: () => Scalar): void {
    const { value, gradients } = valueAndGradients(forward, this.#parameters());
    this.loss = value;
    this.gradients = gradients;
  }

  step(): void {
    this.opt.step(this.gradients);
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
      if (this.training) {
        this.backward(() => this.#forward());
        this.#call('afterBackward');
        this.step();
        this.#call('afterStep');
      } else {
        this.#forward();
      }
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

  #forward(): Scalar {
    this.predict();
    // The tape's own tidy would take them before afterBatch.
    tf.keep(this.predictions);
    this.#call('afterPredict');
    this.getLoss();
    this.#call('afterLoss');
    return this.loss;
  }

  async #within(scope: 'fit' | 'epoch', body: () => Promise<void>): Promise<void> {
    try {
      this.#call(`before${CAPITAL[scope]}`);
      await body();
      this.#call(`after${CAPITAL[scope]}`);
    } catch (error) {
      pass(error, scope);
    } finally {
      this.#call(`cleanup${CAPITAL[scope]}`);
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

  #parameters(): Variable[] {
    return [...this.model.namedParameters()].map(([, { value }]) => value);
  }
}

/** A cancel ends at its own scope; all else goes on up. */
function pass(error: unknown, scope: Scope): void {
  if (!(error instanceof Cancel) || error.scope !== scope) throw error;
}

/** Lets messages in between two batches: a stop must be heard. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
