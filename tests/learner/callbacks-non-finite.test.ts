import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Scalar, tf } from '../../server/engine/index.ts';
import {
  BatchNorm2d,
  BatchTransform,
  Callback,
  CallbackError,
  type Learner,
  type Module,
  NonFiniteLoss,
  StopOnNonFinite,
  stateDict,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

/** Does something to the learner before the batch, or after the loss, of a step. */
class At extends Callback {
  readonly #when: (learn: Learner) => boolean;
  readonly #change: (learn: Learner) => void;
  readonly #event: 'beforeBatch' | 'afterLoss' | 'afterStep';
  constructor(
    event: 'beforeBatch' | 'afterLoss' | 'afterStep',
    when: (learn: Learner) => boolean,
    change: (learn: Learner) => void,
  ) {
    super();
    this.#event = event;
    this.#when = when;
    this.#change = change;
    Object.assign(this, {
      [this.#event]: (learn: Learner) => {
        if (this.#when(learn)) this.#change(learn);
      },
    });
  }
}

const fill = (name: string, value: number) => (learn: Learner) => {
  const slot = new Map(learn.model.state()).get(name)!;
  tf.tidy(() => slot.value.assign(tf.fill(slot.value.shape, value)));
};

describe('StopOnNonFinite', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel(undefined, (channels) => new BatchNorm2d(channels));
  });
  afterEach(() => model.dispose());

  async function failure(...callbacks: Callback[]): Promise<CallbackError> {
    const learn = tinyLearner(model, ...callbacks, new StopOnNonFinite());
    const error = await learn
      .fit(2, { train: tinyLoader(16), valid: tinyLoader(8) })
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CallbackError);
    return error as CallbackError;
  }

  test('weights that an update broke: layer, kind, update, and no prefix', async () => {
    const broken = await failure(
      new At('afterStep', ({ steps }) => steps.train === 2, fill('1.0.weight', Number.NaN)),
    );
    expect(broken.cause).toBeInstanceOf(NonFiniteLoss);
    expect(broken.cause).toMatchObject({ batch: 3, split: 'train', layer: '1.0', cause: 'weights' });
    expect(broken.message).toBe(
      'the loss is NaN at training batch 3: first not finite in layer 1.0 (Conv2d), whose weights are already not finite (the update of batch 2 broke them); try a lower rate or another init',
    );
    expect(broken).toMatchObject({ callback: 'StopOnNonFinite', event: 'afterLoss', plain: broken.message });
  });

  test('weights that never were finite', async () => {
    fill('0.0.bias', Number.POSITIVE_INFINITY)({ model } as Learner);
    const broken = await failure();
    expect(broken.cause).toMatchObject({ batch: 0, layer: '0.0', cause: 'weights' });
    expect(broken.message).toContain('(they were from the start)');
  });

  test('an output that is too large though the weights are finite', async () => {
    const huge = new At('beforeBatch', ({ steps }) => steps.train === 1, fill('2.0.weight', 3e38));
    const broken = await failure(huge);
    expect(broken.cause).toMatchObject({ batch: 1, layer: '2.0', cause: 'output' });
    expect(broken.message).toContain('layer 2.0 (Conv2d), whose weights are finite;');
  });

  test('a running statistic in validation', async () => {
    const poisoned = new At('beforeBatch', ({ training }) => !training, fill('0.1.running_var', Number.NaN));
    const broken = await failure(poisoned);
    expect(broken.cause).toMatchObject({ batch: 0, split: 'valid', layer: '0.1', cause: 'weights' });
    expect(broken.message).toContain('at validation batch 0');
    expect(broken.message).toContain('the update of batch 3 broke them');
  });

  test('inputs', async () => {
    const broken = await failure(new BatchTransform(({ x, y }) => ({ x: tf.div(x, 0), y })));
    expect(broken.cause).toMatchObject({ layer: null, cause: 'input' });
    expect(broken.message).toMatch(/its inputs are not finite; look at the data/);
  });

  test('the loss function alone', async () => {
    const infinite = new At(
      'afterLoss',
      ({ steps }) => steps.train === 1,
      (learn) => {
        learn.loss = tf.div(learn.loss, 0) as Scalar;
      },
    );
    const broken = await failure(infinite);
    expect(broken.cause).toMatchObject({ batch: 1, layer: null, cause: 'loss' });
    expect(broken.message).toMatch(
      /^the loss is Infinity at training batch 1: every layer gives finite values/,
    );
  });

  test('leaves buffers as the batch itself left them', async () => {
    let after: unknown;
    class Keep extends Callback {
      override readonly order = 99;
      override afterLoss(learn: Learner): void {
        if (learn.steps.train === 1) after = stateDict(model);
      }
    }
    await failure(
      new Keep(),
      new At('beforeBatch', ({ steps }) => steps.train === 1, fill('2.0.weight', 3e38)),
    );
    expect(stateDict(model)).toEqual(after);
  });

  test('lets a fit with finite losses be', async () => {
    await tinyLearner(model, new StopOnNonFinite()).fit(1, { train: tinyLoader(8), valid: tinyLoader(4) });
  });
});
