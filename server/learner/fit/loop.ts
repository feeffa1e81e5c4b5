import type { Scalar, Tensor } from '../../engine/index.ts';
import type { Step } from '../callback.ts';
import type { Batch } from '../data/data-loader.ts';
import type { Optimizer } from '../optim/optimizer.ts';

/** What callbacks see of a fit, and the five steps of a batch, which a callback does or a subclass; here nobody does. */
export class Loop {
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
}

const nobodyDoes = (step: Step): Error =>
  new Error(`nobody does ${step}: give the Learner a callback that has it, or use TrainLearner`);
