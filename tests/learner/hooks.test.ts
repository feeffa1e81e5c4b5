import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../server/engine/index.ts';
import {
  ActivationStats,
  Callback,
  Cancel,
  Hook,
  Hooks,
  HooksCallback,
  isActivation,
  type Learner,
  type Module,
  modulesOf,
  Sequential,
  StopOnNonFinite,
} from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

describe('hooks', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());
  const call = () =>
    tf.tidy(() => {
      model.call(tf.ones([2, 8, 8, 1]));
    });

  test('a hook carries what its function keeps, until it is removed and after', () => {
    const [activation] = modulesOf(model, isActivation).keys();
    const hook = new Hook<number[]>(activation!, (hook, module, output) => {
      expect(module).toBe(activation);
      hook.stats ??= [];
      hook.stats.push(output.size);
    });
    call();
    call();
    expect(hook.stats).toEqual([96, 96]);
    expect(hook.name).toBe('GeneralReLU');
    hook.remove();
    hook.remove();
    call();
    expect(hook.stats).toEqual([96, 96]);
  });

  test('hooks can be counted, gone through, and disposed together', () => {
    const hooks = new Hooks<number>(modulesOf(model, isActivation), (hook) => {
      hook.stats = (hook.stats ?? 0) + 1;
    });
    call();
    expect(hooks).toHaveLength(2);
    expect(Array.from(hooks, ({ name, stats }) => [name, stats])).toEqual([
      ['0.1', 1],
      ['1.1', 1],
    ]);
    hooks[Symbol.dispose]();
    call();
    expect(Array.from(hooks, ({ stats }) => stats)).toEqual([1, 1]);
  });

  test('a module in two places is found once, at its first', () => {
    const [shared] = modulesOf(model, isActivation).keys();
    const twice = new Sequential(shared!, new Sequential(shared!));
    expect([...modulesOf(twice, isActivation).values()]).toEqual(['0']);
  });

  describe('HooksCallback', () => {
    const counting = (options?: { onTrain?: boolean; onValid?: boolean }) =>
      new HooksCallback<number>(
        (hook) => {
          hook.stats = (hook.stats ?? 0) + 1;
        },
        { filter: isActivation, ...options },
      );
    const counts = (hooks: HooksCallback<number>) => Array.from(hooks, ({ stats }) => stats);

    test.each([
      [{}, 4],
      [{ onTrain: false, onValid: true }, 2],
      [{ onValid: true }, 6],
    ])('with %o sees %i of 4 training and 2 validation batches', async (options, expected) => {
      const hooks = counting(options);
      await tinyLearner(model, hooks).fit(2, { train: tinyLoader(8), valid: tinyLoader(4) });
      expect(hooks).toHaveLength(2);
      expect(counts(hooks)).toEqual([expected, expected]);
    });

    test('watches every module inside unless it is told which', async () => {
      const seen: string[] = [];
      const hooks = new HooksCallback(({ name }) => seen.push(name));
      await tinyLearner(model, hooks).fit(1, { train: tinyLoader(4) });
      expect(seen).toEqual(['0.0', '0.1', '0', '1.0', '1.1', '1', '2.0', '2', '3']);
    });

    test.each([
      ['cancelled', new Cancel('fit')],
      ['failed', new Error('broken')],
    ])('is gone from the model after a fit that %s', async (_, error) => {
      const hooks = counting();
      class Leave extends Callback {
        override afterPredict(): void {
          throw error;
        }
      }
      await tinyLearner(model, hooks, new Leave())
        .fit(1, { train: tinyLoader(4) })
        .catch(() => {});
      // As if a batch ran: only the hooks' absence keeps the counts.
      hooks.beforeBatch({ training: true } as Learner);
      call();
      expect(counts(hooks)).toEqual([1, 1]);
    });

    test('starts anew with each fit, and may be used for another model', async () => {
      const hooks = counting();
      await tinyLearner(model, hooks).fit(1, { train: tinyLoader(8) });
      await tinyLearner(model, hooks).fit(1, { train: tinyLoader(4) });
      expect(counts(hooks)).toEqual([1, 1]);
    });

    test('does not take for a batch what other callbacks run', async () => {
      const hooks = counting({ onValid: true });
      class Other extends Callback {
        override beforeFit = call;
        override afterEpoch = call;
        override afterBatch = call;
      }
      await tinyLearner(model, hooks, new Other()).fit(1, { train: tinyLoader(4) });
      expect(counts(hooks)).toEqual([1, 1]);
    });
  });

  describe('ActivationStats', () => {
    const watch = async (options = {}): Promise<ActivationStats> => {
      const stats = new ActivationStats({ bins: 5, max: 2, ...options });
      await tinyLearner(model, stats).fit(1, { train: tinyLoader(12), valid: tinyLoader(4) });
      return stats;
    };

    test('gives the pictures of the lesson from what it saw', async () => {
      const stats = await watch();
      const seen = stats.layers.get('0.1')!;
      expect(seen).toHaveLength(3);
      const [picture] = stats.colorDim();
      expect(picture).toMatchObject({ name: '0.1', bins: 5, batches: 3 });
      for (let bin = 0; bin < 5; bin++) {
        for (let batch = 0; batch < 3; batch++) {
          const value = picture!.values[bin * 3 + batch]!;
          expect(value).toBeCloseTo(Math.log(1 + seen[batch]!.hist[bin]!), 5);
        }
      }
      expect(Math.max(...picture!.values)).toBeGreaterThan(1);
      expect(stats.deadChart()[0]).toEqual({ name: '0.1', shares: seen.map(({ dead }) => dead) });
      expect(stats.stats()[1]).toEqual({
        name: '1.1',
        means: stats.layers.get('1.1')!.map(({ mean }) => mean),
        stds: stats.layers.get('1.1')!.map(({ std }) => std),
      });
    });

    test('watches every n-th training batch, and drains', async () => {
      const stats = await watch({ every: 2 });
      expect([...stats.drain().values()].map((seen) => seen.length)).toEqual([2, 2]);
      expect([...stats.layers]).toEqual([
        ['0.1', []],
        ['1.1', []],
      ]);
    });

    test('is not disturbed by the second look at a batch that broke', async () => {
      const stats = new ActivationStats();
      class Poison extends Callback {
        override beforeBatch({ steps }: Learner): void {
          if (steps.train !== 2) return;
          const [[, slot]] = [...model.namedParameters()] as [[string, { value: tf.Variable }]];
          tf.tidy(() => slot.value.assign(tf.fill(slot.value.shape, Number.NaN)));
        }
      }
      const fit = tinyLearner(model, stats, new Poison(), new StopOnNonFinite()).fit(1, {
        train: tinyLoader(16),
      });
      await expect(fit).rejects.toThrow('NaN');
      expect(stats.layers.get('0.1')!.map(({ mean }) => Number.isFinite(mean))).toEqual([true, true, false]);
    });
  });
});
