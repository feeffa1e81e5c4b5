import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crossEntropy, type Scalar, tf, valueAndGradients } from '../../server/engine/index.ts';
import {
  Callback,
  CallbackError,
  Cancel,
  Learner,
  Metrics,
  type Module,
  TrainLearner,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel, tinyOptions } from './tiny.ts';
import { onWasm } from './wasm.ts';

const STEPS = ['predict', 'getLoss', 'backward', 'step', 'zeroGrad'] as const;

/** miniai's TrainCB: all five steps in a callback. */
class TrainSteps extends Callback {
  override predict(learn: Learner): void {
    learn.predictions = learn.model.call(learn.batch.x);
  }
  override getLoss(learn: Learner): void {
    learn.loss = crossEntropy(learn.predictions, learn.batch.y);
  }
  override backward(learn: Learner, forward: () => Scalar): void {
    const { value, gradients } = valueAndGradients(forward, learn.opt.parameters);
    learn.loss = value;
    learn.gradients = gradients;
  }
  override step(learn: Learner): void {
    learn.opt.step(learn.gradients);
  }
  override zeroGrad(learn: Learner): void {
    tf.dispose(learn.gradients.splice(0));
  }
}

describe('the five steps', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());

  /** Losses of three epochs with a model of its own. */
  async function losses(make: (model: Module, metrics: Metrics) => Learner): Promise<number[]> {
    const metrics = new Metrics();
    const net = tinyModel();
    await make(net, metrics).fit(3, { train: tinyLoader(6) });
    net.dispose();
    return metrics.epochs.map(({ loss }) => loss);
  }

  test('all done by a callback train a bare Learner as TrainLearner trains', async () => {
    const ordinary = await losses((net, metrics) => tinyLearner(net, metrics));
    const byCallback = await losses(
      (net, metrics) => new Learner(tinyOptions(net, [metrics, new TrainSteps()])),
    );
    expect(byCallback).toEqual(ordinary);
    expect(new Set(ordinary).size).toBe(3);
  });

  test.each(STEPS)('%s that nobody does is an error that says so', async (step) => {
    const steps = new TrainSteps();
    Object.assign(steps, { [step]: undefined });
    const fit = new Learner(tinyOptions(model, [steps])).fit(1, { train: tinyLoader(4) });
    await expect(fit).rejects.toThrow(`nobody does ${step}`);
  });

  test.each(STEPS)('%s of a subclass is used', async (step) => {
    let calls = 0;
    class Counting extends TrainLearner {}
    Object.assign(Counting.prototype, {
      [step](this: TrainLearner, forward: () => Scalar) {
        calls++;
        TrainLearner.prototype[step].call(this, forward);
      },
    });
    await new Counting(tinyOptions(model)).fit(2, { train: tinyLoader(6), valid: tinyLoader(4) });
    expect(calls).toBe(step === 'predict' || step === 'getLoss' ? 6 : 4);
  });

  test.each(STEPS)('%s of the first callback by order replaces all others', async (step) => {
    const calls: string[] = [];
    const replacing = (order: number, name: string): Callback => {
      class Replacing extends Callback {
        override readonly order = order;
      }
      return Object.assign(new Replacing(), {
        [step]: (learn: Learner, forward: () => Scalar) => {
          calls.push(name);
          learn[step](forward);
        },
      });
    };
    const learn = tinyLearner(model, replacing(5, 'later'), replacing(-5, 'first'));
    await learn.fit(1, { train: tinyLoader(4) });
    expect(calls).toEqual(['first']);
  });

  test.each(STEPS)('an error in %s names callback and step and keeps its cause', async (step) => {
    const cause = new Error('broken');
    class Broken extends Callback {}
    const broken = Object.assign(new Broken(), {
      [step]: () => {
        throw cause;
      },
    });
    const error = await tinyLearner(model, broken)
      .fit(1, { train: tinyLoader(4) })
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CallbackError);
    expect(error).toMatchObject({
      message: `Broken.${step}: broken`,
      callback: 'Broken',
      event: step,
      plain: 'broken',
      cause,
    });
  });

  test.each(STEPS)('%s may cancel its batch', async (step) => {
    const cancelling = Object.assign(new (class extends Callback {})(), {
      [step]: () => {
        throw new Cancel('batch');
      },
    });
    const learn = tinyLearner(model, cancelling);
    await learn.fit(1, { train: tinyLoader(12) });
    expect(learn.steps.train).toBe(3);
  });
});
