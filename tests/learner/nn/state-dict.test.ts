import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  LayerNorm,
  LessonBatchNorm,
  Linear,
  loadStateDict,
  type Module,
  Random,
  Sequential,
  type StateDict,
  stateDict,
} from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

const tensor = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
const valuesOf = (model: Module): Record<string, number[]> =>
  Object.fromEntries(Object.entries(stateDict(model)).map(([name, { data }]) => [name, [...data]]));

describe('loadStateDict', () => {
  onWasm();

  test("reads the lesson's names and shapes for its layers", () => {
    const model = new Sequential(new LessonBatchNorm(2), new LayerNorm());
    loadStateDict(model, {
      '0.mults': tensor([2, 1, 1], 1, 2),
      '0.adds': tensor([2, 1, 1], 3, 4),
      '0.means': tensor([1, 2, 1, 1], 5, 6),
      '0.vars': tensor([1, 2, 1, 1], 7, 8),
      '1.mult': tensor([], 9),
      '1.add': tensor([1], 10),
    });
    expect(valuesOf(model)).toEqual({
      '0.weight': [1, 2],
      '0.bias': [3, 4],
      '0.running_mean': [5, 6],
      '0.running_var': [7, 8],
      '1.weight': [9],
      '1.bias': [10],
    });
    expect(stateDict(model)['1.weight']!.shape).toEqual([]);
    model.dispose();
  });

  test('a model that is one layer has names without a path', () => {
    const layer = new LayerNorm();
    loadStateDict(layer, { mult: tensor([], 3), add: tensor([], 4) });
    expect(valuesOf(layer)).toEqual({ weight: [3], bias: [4] });
    layer.dispose();
  });

  test('two names for one tensor: the second is unknown', () => {
    const layer = new LayerNorm();
    const dict = { weight: tensor([], 3), mult: tensor([], 5), add: tensor([], 4) };
    expect(() => loadStateDict(layer, dict)).toThrow('missing none, unknown mult');
    expect(valuesOf(layer)).toEqual({ weight: [1], bias: [0] });
    layer.dispose();
  });

  test('what is missing, unknown or misshapen is told by name, and nothing is changed', () => {
    const layer = new BatchNorm2d(2);
    const whole: StateDict = {
      weight: tensor([2], 5, 5),
      bias: tensor([2], 5, 5),
      running_mean: tensor([2], 5, 5),
      running_var: tensor([2], 5, 5),
      num_batches_tracked: tensor([], 3),
    };
    const { running_var: _, ...partial } = whole;
    expect(() => loadStateDict(layer, { ...partial, gamma: tensor([2], 1, 1) })).toThrow(
      'missing running_var, unknown gamma',
    );
    expect(() => loadStateDict(layer, { ...whole, running_var: tensor([3], 5, 5, 5) })).toThrow(
      'weight running_var has shape [3], the model wants [2]',
    );
    expect(valuesOf(layer).weight).toEqual([1, 1]);
    loadStateDict(layer, whole);
    expect(valuesOf(layer).running_var).toEqual([5, 5]);
    layer.dispose();
  });

  test('a linear weight is [outputs, inputs] outside', () => {
    const layer = new Linear(3, 2, new Random(1));
    const weight = tensor([2, 3], 1, 2, 3, 4, 5, 6);
    loadStateDict(layer, { weight, bias: tensor([2], 0, 0) });
    expect(stateDict(layer).weight).toEqual(weight);
    expect([...layer.parameters.weight!.value.dataSync()]).toEqual([1, 4, 2, 5, 3, 6]);
    layer.dispose();
  });
});
