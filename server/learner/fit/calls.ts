import type { Scalar } from '../../engine/index.ts';
import {
  type AwaitedEvent,
  type BatchEvent,
  type Callback,
  CallbackError,
  type CallbackEvent,
  Cancel,
  type Step,
} from '../callback.ts';
import type { Learner } from '../learner.ts';

/** Cleanup reaches every callback, whatever the ones before did; the first failure is told. */
export function callEach(callbacks: readonly Callback[], event: BatchEvent, learn: Learner): void {
  const failures: unknown[] = [];
  for (const callback of callbacks) {
    try {
      callback[event]?.(learn);
    } catch (error) {
      failures.push(told(callback, event, error));
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** The same for what may be waited for, one callback after the other. */
export async function awaitEach(
  callbacks: readonly Callback[],
  event: AwaitedEvent,
  learn: Learner,
): Promise<void> {
  const failures: unknown[] = [];
  for (const callback of callbacks) {
    try {
      await callback[event]?.(learn);
    } catch (error) {
      failures.push(told(callback, event, error));
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What is told of an error. @throws it, where the callbacks that come after are not to be called */
function told(callback: Callback, event: CallbackEvent, error: unknown): unknown {
  const told = error instanceof Cancel ? error : new CallbackError(callback, event, error);
  if (!event.startsWith('cleanup')) throw told;
  return told;
}

/** The first callback that has this step does it, else the learner itself. */
export function performStep(
  callbacks: readonly Callback[],
  step: Step,
  learn: Learner,
  forward: () => Scalar = noForward,
): void {
  const replacement = callbacks.find((callback) => callback[step]);
  if (!replacement) {
    learn[step](forward);
    return;
  }
  try {
    replacement[step]!(learn, forward);
  } catch (error) {
    throw error instanceof Cancel || error instanceof CallbackError
      ? error
      : new CallbackError(replacement, step, error);
  }
}

const noForward = (): never => {
  throw new Error('only backward runs the way forward');
};
