import { describe, expect, test } from 'vitest';
import { tf, variable } from '../../../server/engine/index.ts';
import {
  Adam,
  AdamW,
  type Context,
  Momentum,
  Optimizer,
  RMSProp,
  SGD,
} from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

describe('Optimizer', () => {
  onWasm(1);

  test('decays first and by itself, then goes along what the transform says', () => {
    const parameter = variable(tf.tensor1d([10]));
    const seen: Pick<Context, 'step' | 'settings'>[] = [];
    const sign = new Optimizer(
      [parameter],
      {
        update(gradient, _state, { step, settings }) {
          seen.push({ step, settings: { ...settings } });
          return tf.sign(gradient);
        },
      },
      { lr: 0.5 },
      0.2,
    );
    tf.tidy(() => sign.step([tf.tensor1d([-7])]));
    expect(parameter.dataSync()[0]).toBeCloseTo(10 * (1 - 0.5 * 0.2) + 0.5, 5);
    sign.settings.lr = 0;
    tf.tidy(() => sign.step([tf.tensor1d([-7])]));
    expect(parameter.dataSync()[0]).toBeCloseTo(9.5, 5);
    expect(seen).toEqual([
      { step: 1, settings: { lr: 0.5 } },
      { step: 2, settings: { lr: 0 } },
    ]);
    expect(sign.state()).toEqual({ step: 2, tensors: {} });
    sign.dispose();
    parameter.dispose();
  });

  test('wants a gradient for each parameter', () => {
    const parameter = variable(tf.tensor1d([1]));
    const optimizer = new SGD([parameter]);
    expect(() => optimizer.step([])).toThrow('0 gradients for 1 parameters');
    expect(optimizer.state().step).toBe(0);
    optimizer.dispose();
    parameter.dispose();
  });

  test.each([
    [SGD, { lr: 0.1, momentum: 0 }, 0],
    [Momentum, { lr: 0.1, momentum: 0.9 }, 0],
    [RMSProp, { lr: 1e-2 }, 0],
    [Adam, { lr: 1e-3, momentum: 0.9 }, 0],
    [AdamW, { lr: 1e-3, momentum: 0.9 }, 0.01],
  ])('%o has the defaults that its users know', (Kind, settings, weightDecay) => {
    const optimizer = new Kind([]);
    expect(optimizer.settings).toEqual(settings);
    expect(optimizer.weightDecay).toBe(weightDecay);
  });

  test('SGD that began without momentum takes some up, as one-cycle asks', () => {
    const parameter = variable(tf.tensor1d([0]));
    const optimizer = new SGD([parameter], { lr: 1 });
    tf.tidy(() => optimizer.step([tf.tensor1d([1])]));
    optimizer.settings.momentum = 0.5;
    tf.tidy(() => optimizer.step([tf.tensor1d([1])]));
    tf.tidy(() => optimizer.step([tf.tensor1d([1])]));
    expect(parameter.dataSync()[0]).toBeCloseTo(-1 - 1 - 1.5, 6);
    optimizer.dispose();
    parameter.dispose();
  });
});
