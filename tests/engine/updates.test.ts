import { afterEach, describe, expect, test } from 'vitest';
import {
  type Tensor,
  tf,
  type Update,
  updateInPlace,
  type Variable,
  variable,
} from '../../server/engine/index.ts';
import { onWasm } from '../learner/wasm.ts';

const SGD: Update = { kind: 'sgd', lr: 0.5, shrink: 1 };
const AVERAGE: Update = { kind: 'average', average: { keep: 0.5, take: 1 }, lr: 1, shrink: 1 };

describe('updateInPlace', () => {
  onWasm(2);
  const made: Tensor[] = [];
  afterEach(() => tf.dispose(made.splice(0)));
  const made1d = (...values: number[]): Variable => {
    const value = variable(tf.tensor1d(values));
    made.push(value);
    return value;
  };
  const gradient = (...values: number[]): Tensor => {
    const value = tf.tensor1d(values);
    made.push(value);
    return value;
  };

  test('is seen by tfjs’s own convolution, which keeps packed weights', () => {
    const x = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const filter = variable(tf.ones([3, 3, 1, 2]));
    const slope = tf.ones(filter.shape);
    made.push(x, filter, slope);
    const convolved = () => tf.tidy(() => [...tf.conv2d(x, filter as never, 1, 'valid').dataSync()]);
    expect(convolved()).toEqual([9, 9]);
    expect(updateInPlace(SGD, [{ parameter: filter, gradient: slope, remembered: [] }])).toBe(true);
    expect(convolved()).toEqual([4.5, 4.5]);
    updateInPlace(SGD, [{ parameter: filter, gradient: slope, remembered: [] }]);
    expect(convolved()).toEqual([0, 0]);
  });

  test('leaves the values of tensors that shared them', () => {
    const [parameter, average] = [made1d(1, 2), made1d(4, 4)];
    const [before, averageBefore] = [tf.reshape(parameter, [2, 1]), tf.reshape(average, [2, 1])];
    made.push(before, averageBefore);
    updateInPlace(AVERAGE, [{ parameter, gradient: gradient(1, 1), remembered: [average] }]);
    expect([...average.dataSync(), ...parameter.dataSync()]).toEqual([3, 3, -2, -1]);
    expect([...averageBefore.dataSync(), ...before.dataSync()]).toEqual([4, 4, 1, 2]);
  });

  test('declines one that is there twice, and a gradient of another size or kind', () => {
    const [one, two] = [made1d(1, 2), made1d(3, 4)];
    const whole = tf.tensor1d([1, 1], 'int32');
    made.push(whole);
    const slope = gradient(1, 1);
    const line = (parameter: Variable, g: Tensor, ...remembered: Variable[]) => {
      return { parameter, gradient: g, remembered };
    };
    expect(updateInPlace(SGD, [line(one, slope), line(one, slope)])).toBe(false);
    expect(updateInPlace(AVERAGE, [line(one, slope, two), line(two, slope, one)])).toBe(false);
    expect(updateInPlace(SGD, [line(one, slope), line(two, gradient(1))])).toBe(false);
    expect(updateInPlace(SGD, [line(one, whole)])).toBe(false);
    expect([...one.dataSync(), ...two.dataSync()]).toEqual([1, 2, 3, 4]);
  });

  test('throws when the rule takes more averages than are remembered; with more it has no business', () => {
    const averages = [made1d(1, 2), made1d(1, 2), made1d(1, 2)];
    const moving = (count: number) => [
      { parameter, gradient: gradient(1, 1), remembered: averages.slice(0, count) },
    ];
    const parameter = made1d(3, 4);
    const squares = { keep: 0.5, take: 0.5 };
    const adam: Update = { kind: 'adam', average: squares, squares, scale: 1, eps: 1, lr: 1, shrink: 1 };
    for (const [update, count] of [
      [AVERAGE, 0],
      [adam, 0],
      [adam, 1],
    ] as const) {
      expect(() => updateInPlace(update, moving(count))).toThrow(
        new RegExp(`^${update.kind} takes . averages a parameter, not ${count}$`),
      );
    }
    expect([...parameter.dataSync()]).toEqual([3, 4]);
    expect(updateInPlace(SGD, moving(3))).toBe(true);
    expect([...parameter.dataSync()]).toEqual([2.5, 3.5]);
  });

  test('has nothing against no parameters, and ones without values', () => {
    expect(updateInPlace(SGD, [])).toBe(true);
    expect(updateInPlace(SGD, [{ parameter: made1d(), gradient: gradient(), remembered: [] }])).toBe(true);
  });
});
