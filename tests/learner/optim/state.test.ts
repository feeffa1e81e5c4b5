import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf, type Variable, variable } from '../../../server/engine/index.ts';
import { Adam, AdamW, type OptimizerState, SGD } from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';
import { initialParameters, OPTIMIZERS, vectors, walk } from './vectors.ts';

const CYCLED = vectors.optimizers.find(({ kind, settings }) => kind === 'AdamW' && settings[0]![1] !== null)!;

describe('state of an optimizer', () => {
  onWasm(1);

  let parameters: Variable[];
  beforeEach(() => {
    parameters = initialParameters();
  });
  afterEach(() => tf.dispose(parameters));

  test.each(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])(
    '%s that goes on from its state takes the same steps to the bit',
    (kind) => {
      const unbroken = new OPTIMIZERS[kind](parameters, { weightDecay: 0.1 });
      walk(unbroken, CYCLED.settings, 0, 5);
      const state = unbroken.state();
      const copies = parameters.map((parameter) => variable(parameter.clone()));
      const want = walk(unbroken, CYCLED.settings, 5);

      const resumed = new OPTIMIZERS[kind](copies, { weightDecay: 0.1 });
      resumed.loadState(state);
      expect(walk(resumed, CYCLED.settings, 5)).toEqual(want);
      expect(resumed.state()).toEqual(unbroken.state());
      unbroken.dispose();
      resumed.dispose();
      tf.dispose(copies);
    },
  );

  test('says steps and tensors by index and torch name, as a copy', () => {
    const optimizer = new Adam(parameters);
    expect(optimizer.state()).toMatchObject({ step: 0, tensors: { '0.exp_avg': { shape: [3] } } });
    walk(optimizer, CYCLED.settings, 0, 1);
    const state = optimizer.state();
    expect(Object.keys(state.tensors)).toEqual(['0.exp_avg', '0.exp_avg_sq', '1.exp_avg', '1.exp_avg_sq']);
    expect(state.step).toBe(1);
    expect(state.tensors['1.exp_avg_sq']!.shape).toEqual([2, 2]);
    const { data } = state.tensors['0.exp_avg']!;
    const [first] = data;
    expect(first).not.toBe(0);
    walk(optimizer, CYCLED.settings, 1, 2);
    expect(data[0]).toBe(first);
    optimizer.dispose();
  });

  describe('that does not fit', () => {
    let optimizer: AdamW;
    let good: OptimizerState;
    beforeEach(() => {
      optimizer = new AdamW(parameters);
      walk(optimizer, CYCLED.settings, 0, 2);
      good = optimizer.state();
    });
    afterEach(() => optimizer.dispose());

    /** Refused with this message, and nothing was changed by it. */
    const refused = (state: OptimizerState, message: string | RegExp): void => {
      expect(() => optimizer.loadState(state)).toThrow(message);
      expect(optimizer.state()).toEqual(good);
    };

    test('names what is missing and what is unknown', () => {
      const { '1.exp_avg': moved, ...rest } = good.tensors;
      const tensors = { ...rest, '7.exp_avg': moved! };
      refused({ step: 9, tensors }, /missing 1\.exp_avg, unknown 7\.exp_avg/);
      const sgd = new SGD(parameters);
      expect(() => sgd.loadState(good)).toThrow(/missing 0\.momentum_buffer.*unknown 0\.exp_avg/);
      sgd.dispose();
    });

    test('names the tensor of another size, and leaves those before it alone', () => {
      const zeros = { shape: [3], data: new Float32Array(3) };
      const tensors = { ...good.tensors, '0.exp_avg': zeros, '1.exp_avg_sq': zeros };
      refused(
        { step: 9, tensors },
        'optimizer state 1.exp_avg_sq has 3 values in shape [3], the parameter is [2,2]',
      );
    });

    test.each([-1, 1.5, Number.NaN])('refuses step %d', (step) => {
      refused({ ...good, step }, `step ${step}`);
    });

    test('but another shape of the same size is taken', () => {
      const tensors = { ...good.tensors, '1.exp_avg': { ...good.tensors['1.exp_avg']!, shape: [4] } };
      optimizer.loadState({ step: 2, tensors });
      expect(optimizer.state()).toEqual(good);
    });
  });
});
