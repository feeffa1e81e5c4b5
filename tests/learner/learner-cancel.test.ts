import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Callback, Cancel, type Module, type Scope } from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

const BATCH = ['beforeBatch', 'afterPredict', 'afterLoss', 'afterBackward', 'afterStep', 'afterBatch'];
const EPOCH = ['beforeEpoch', 'afterEpoch'];
const FIT = ['beforeFit', 'afterFit'];
const EVENTS = [...BATCH, 'cleanupBatch', ...EPOCH, 'cleanupEpoch', ...FIT, 'cleanupFit'];

/** Cancels `scope` when `when` comes the first time; writes down all events. */
class CancelOnce extends Callback {
  readonly events: string[] = [];
  constructor(when: string, scope: Scope) {
    super();
    for (const event of EVENTS) {
      const call = () => {
        const isFirst = !this.events.includes(event);
        this.events.push(event);
        if (event === when && isFirst) throw new Cancel(scope);
      };
      Object.assign(this, { [event]: call });
    }
  }
  count(event: string): number {
    return this.events.filter((other) => other === event).length;
  }
}

describe('a cancel', () => {
  onWasm(1);
  let model: Module;
  beforeEach(() => {
    model = tinyModel();
  });
  afterEach(() => model.dispose());

  /** Two epochs of two training batches and one validation batch, with one cancel. */
  async function run(when: string, scope: Scope): Promise<CancelOnce> {
    const cancel = new CancelOnce(when, scope);
    await tinyLearner(model, cancel).fit(2, { train: tinyLoader(8), valid: tinyLoader(4) });
    expect(cancel.count('cleanupBatch'), 'cleanups of batches').toBe(cancel.count('beforeBatch'));
    expect(cancel.count('cleanupEpoch'), 'cleanups of epochs').toBe(cancel.count('beforeEpoch'));
    expect(cancel.events.at(-1)).toBe('cleanupFit');
    return cancel;
  }

  test.each(BATCH)('of the batch in %s leaves that batch only', async (when) => {
    const cancel = await run(when, 'batch');
    expect(cancel.count('beforeBatch')).toBe(6);
    expect(cancel.count('afterEpoch')).toBe(4);
    expect(cancel.count('afterBatch')).toBe(when === 'afterBatch' ? 6 : 5);
  });

  test.each([...BATCH, 'cleanupBatch', ...EPOCH])(
    'of the epoch in %s leaves that epoch only',
    async (when) => {
      const cancel = await run(when, 'epoch');
      expect(cancel.count('beforeEpoch')).toBe(4);
      expect(cancel.count('afterEpoch')).toBe(when === 'afterEpoch' ? 4 : 3);
      expect(cancel.count('beforeBatch')).toBe(when === 'beforeEpoch' ? 4 : when === 'afterEpoch' ? 6 : 5);
      expect(cancel.count('afterFit')).toBe(1);
    },
  );

  test.each([...BATCH, 'cleanupBatch', ...EPOCH, 'cleanupEpoch', ...FIT])(
    'of the fit in %s ends it',
    async (when) => {
      const cancel = await run(when, 'fit');
      const epochs = when === 'beforeFit' ? 0 : when === 'afterFit' ? 4 : 1;
      expect(cancel.count('beforeEpoch')).toBe(epochs);
      expect(cancel.count('afterFit')).toBe(when === 'afterFit' ? 1 : 0);
      expect(cancel.count('cleanupFit')).toBe(1);
    },
  );

  test.each([
    ['beforeBatch', 0],
    ['afterBackward', 0],
    ['afterStep', 1],
    ['afterBatch', 1],
    ['cleanupBatch', 1],
  ])('of the fit in %s: the batch counts if its step was made', async (when, done) => {
    const learn = tinyLearner(model, new CancelOnce(when, 'fit'));
    await learn.fit(2, { train: tinyLoader(8), valid: tinyLoader(4) });
    expect(learn.steps).toEqual({ train: done, valid: 0 });
  });

  test('of a batch after its backward leaves its gradients to the next, as PyTorch does', async () => {
    const seen: number[][] = [];
    class Watch extends Callback {
      override readonly order = -1;
      override afterBackward({ gradients }: { gradients: { dataSync(): ArrayLike<number> }[] }): void {
        seen.push(Array.from(gradients[0]!.dataSync()));
      }
    }
    const learn = tinyLearner(model, new Watch(), new CancelOnce('afterBackward', 'batch'));
    // The same batch in both epochs: the first made no step.
    await learn.fit(2, { train: tinyLoader(4) });
    for (const [i, value] of seen[0]!.entries()) expect(seen[1]![i]).toBeCloseTo(2 * value, 5);
    expect(Math.hypot(...seen[0]!)).toBeGreaterThan(0);
  });
});
