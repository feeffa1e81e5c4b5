import { readable, type Scalar, type Tensor, tf, type Variable } from '../engine/index.ts';
import { Cancel } from './callback.ts';
import { inOrder, loadStates, statesOf } from './fit/callback-states.ts';
import { Calls } from './fit/calls.ts';
import { breath, pass } from './fit/endings.ts';
import { Loop } from './fit/loop.ts';
import type { FitOptions, LearnerOptions } from './fit/options.ts';
import { batchesFrom, beginning, type Pass, passesFrom } from './fit/passes.ts';
import { type Reader, Readings } from './fit/readings.ts';
import { restored, saved } from './fit/saved-tensors.ts';
import type { FitState, Place } from './fit/state.ts';
import type { Module } from './nn/module.ts';
import { fromPlain, type Plain, toPlain } from './plain.ts';

const CAPITAL = { fit: 'Fit', epoch: 'Epoch', batch: 'Batch' } as const;

/**
 * Lesson 17's Learner: a loop over epochs and batches in which everything else is a callback. The five steps predict,
 * getLoss, backward, step and zeroGrad come from a callback that has them, or from a subclass: see TrainLearner.
 * Unlike PyTorch's, the tape of tfjs is a scope: `backward` encloses the way forward.
 */
export class Learner extends Loop {
  readonly model: Module;
  protected readonly options: LearnerOptions;
  readonly #calls = new Calls(this);
  #fit: Pick<FitOptions, 'train' | 'valid'> = {};
  readonly #readings = new Readings();
  #place: Place = beginning(0, true);
  /** Whether the optimizer has made its step for the batch under way: from then on the batch counts, however it ends. */
  #hasStepped = false;
  /** State of the loader as the pass under way began. */
  #origin: Plain = null;

  constructor(options: LearnerOptions) {
    super();
    this.model = options.model;
    this.options = options;
  }

  /** Trains for `epochs` with a new optimizer, validating after each. */
  async fit(epochs: number, { callbacks = [], lr, resume, ...fit }: FitOptions): Promise<void> {
    this.#fit = fit;
    this.#calls.callbacks = inOrder([...(this.options.callbacks ?? []), ...callbacks]);
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
      await this.settle();
    } finally {
      this.#readings.drop();
      tf.dispose(this.gradients.splice(0));
      this.opt.dispose();
    }
  }

  /**
   * Hands the values of tensors to `reader`: at once, or on a GPU up to a tenth of a second later, between two batches.
   * Readers are called in the order in which they asked, all of an epoch before its afterEpoch. A reader may cancel or
   * fail epoch and fit, and is blamed as the callback that asked; on a GPU some batches more have been trained on by then,
   * of which nobody hears, nor of an error in them. A batch that it cancels is over by then, and nothing comes of it.
   */
  read(tensors: readonly Tensor[], reader: Reader): void {
    this.#readings.ask(tensors, reader, this.#calls.called);
  }

  /** Resolves when all readers have been called; between two batches. */
  settle(): Promise<void> {
    return this.#readings.settle();
  }

  /** Resolves when weights and all that `state` tells can be read; to be awaited before, between two batches. */
  async readable(): Promise<void> {
    await this.settle();
    const slots = Array.from(this.model.state(), ([, { value }]) => value);
    await readable([...slots, ...this.opt.tensors(), ...this.gradients]);
  }

  /**
   * All that the rest of the fit under way depends on and that is known at this floor; a copy. To be asked between two
   * batches, when it is `readable`: in betweenBatches, or in cleanupFit. A validation that is
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
      callbacks: statesOf(this.#calls.callbacks),
      optimizer: this.opt.state(),
      gradients: this.gradients.map(saved),
    };
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
    loadStates(this.#calls.callbacks, callbacks);
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
        this.#hasStepped = false;
        let isOver = false;
        try {
          await this.#between();
          this.batch = batch;
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
      }
    };
    await this.#within('epoch', batches, begun);
  }

  async #between(): Promise<void> {
    if (this.#readings.isDue) await this.settle();
    await this.#calls.awaitEach('betweenBatches');
  }

  #oneBatch(): void {
    try {
      this.#calls.each('beforeBatch');
      if (this.training) this.#trainOnBatch();
      else this.#forward();
      this.#calls.each('afterBatch');
    } catch (error) {
      pass(error, 'batch');
    } finally {
      try {
        this.#calls.each('cleanupBatch');
      } finally {
        tf.dispose(this.predictions);
      }
    }
  }

  #trainOnBatch(): void {
    this.#calls.perform('backward', () => this.#forward());
    this.#keepGradients();
    this.#calls.each('afterBackward');
    this.#calls.perform('step');
    this.#hasStepped = true;
    this.#calls.each('afterStep');
    this.#calls.perform('zeroGrad');
    this.#keepGradients();
  }

  /** They outlive the batch's tidy: zeroGrad may leave them, and a batch that is cancelled never comes to it. */
  #keepGradients(): void {
    for (const gradient of this.gradients) tf.keep(gradient);
  }

  #forward(): Scalar {
    this.#calls.perform('predict');
    // The tape's own tidy would take them before afterBatch.
    tf.keep(this.predictions);
    this.#calls.each('afterPredict');
    this.#calls.perform('getLoss');
    this.#calls.each('afterLoss');
    return this.loss;
  }

  async #within(scope: 'fit' | 'epoch', body: () => Promise<void>, begun = false): Promise<void> {
    try {
      if (!begun) await this.#calls.awaitEach(`before${CAPITAL[scope]}`);
      await body();
      await this.settle();
      await this.#calls.awaitEach(`after${CAPITAL[scope]}`);
    } catch (error) {
      const last = await this.#readings.lastWord(error);
      this.failed ||= !(last instanceof Cancel);
      pass(last, scope);
    } finally {
      await this.#calls.awaitEach(`cleanup${CAPITAL[scope]}`);
    }
  }
}
