import { describe, expect, test } from 'vitest';
import { Callback } from '../../server/learner/index.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

class Waits extends Callback {
  constructor(at: string) {
    super();
    Object.assign(this, {
      [at]: async () => {
        await null;
        throw new Error('heard by nobody');
      },
    });
  }
}

describe('a callback that returns a promise where nobody waits', () => {
  onWasm(1);

  test.each(['beforeBatch', 'afterLoss', 'cleanupBatch', 'step'])('fails the fit in %s', async (at) => {
    const model = tinyModel();
    const fit = tinyLearner(model, new Waits(at)).fit(1, { train: tinyLoader(8) });
    await expect(fit).rejects.toThrow(
      new RegExp(`^Waits\\.${at}: returns a promise, .*awaited are beforeFit, beforeEpoch, betweenBatches,`),
    );
    model.dispose();
  });
});
