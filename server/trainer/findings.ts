import type { TrainerEntry } from '../../shared/trainer.ts';
import { type Callback, EarlyStopping, LRFinder } from '../learner/index.ts';

/** What a callback has to say when the fit that it was for is over. */
export function findingsOf(callback: Callback): TrainerEntry[] {
  if (callback instanceof LRFinder) {
    const { lr, loss, suggestion, reason } = callback.result;
    return [
      {
        type: 'lr-find',
        lr: Float64Array.from(lr),
        loss: Float32Array.from(loss),
        // null on the wire: a number that is not finite.
        suggestion: suggestion ?? Number.NaN,
        reason,
      },
    ];
  }
  if (callback instanceof EarlyStopping && callback.reason !== null) {
    return [{ type: 'log', level: 'info', message: `early stopping: ${callback.reason}` }];
  }
  return [];
}
