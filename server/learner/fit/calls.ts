import type { Scalar } from '../../engine/index.ts';
import {
  AWAITED,
  type AwaitedEvent,
  type BatchEvent,
  type Callback,
  CallbackError,
  type CallbackEvent,
  Cancel,
  type Step,
} from '../callback.ts';
import type { Learner } from '../learner.ts';

/** Who is called, and at what. */
export type Called = { callback: Callback; event: CallbackEvent | Step };

/** The callbacks of a fit, and which of them is being called. */
export class Calls {
  callbacks: readonly Callback[] = [];
  /** null: nobody, or a step that the learner does itself. */
  called: Called | null = null;
  readonly #learn: Learner;

  constructor(learn: Learner) {
    this.#learn = learn;
  }

  /** Cleanup reaches every callback, whatever the ones before did; the first failure is told. */
  each(event: BatchEvent): void {
    const failures: unknown[] = [];
    for (const callback of this.callbacks) {
      try {
        this.#call({ callback, event }, () => callback[event]?.(this.#learn));
      } catch (error) {
        failures.push(told({ callback, event }, error));
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The same for what may be waited for, one callback after the other. */
  async awaitEach(event: AwaitedEvent): Promise<void> {
    const failures: unknown[] = [];
    for (const callback of this.callbacks) {
      this.called = { callback, event };
      try {
        await callback[event]?.(this.#learn);
      } catch (error) {
        failures.push(told({ callback, event }, error));
      } finally {
        this.called = null;
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The first callback that has this step does it, else the learner itself. */
  perform(step: Step, forward: () => Scalar = noForward): void {
    const callback = this.callbacks.find((callback) => callback[step]);
    if (!callback) {
      this.#within(null, () => this.#learn[step](forward));
      return;
    }
    const called = { callback, event: step };
    try {
      this.#call(called, () => callback[step]!(this.#learn, forward));
    } catch (error) {
      throw blamed(called, error);
    }
  }

  /** @throws Error for one that is not done when it returns: nobody would wait for it */
  #call(called: Called, call: () => unknown): void {
    const returned = this.#within(called, call);
    if (!(returned instanceof Promise)) return;
    returned.catch(() => {});
    throw new Error(`returns a promise, which nobody waits for: awaited are ${AWAITED.join(', ')}`);
  }

  #within<T>(called: Called | null, call: () => T): T {
    const before = this.called;
    this.called = called;
    try {
      return call();
    } finally {
      this.called = before;
    }
  }
}

/** An error with the name of the callback that it comes from; one that has a name already is that one's. */
export function blamed({ callback, event }: Called, error: unknown): unknown {
  if (error instanceof Cancel || error instanceof CallbackError) return error;
  return new CallbackError(callback, event, error);
}

/** What is told of an error. @throws it, where the callbacks that come after are not to be called */
function told(called: Called, error: unknown): unknown {
  const told = blamed(called, error);
  if (!called.event.startsWith('cleanup')) throw told;
  return told;
}

const noForward = (): never => {
  throw new Error('only backward runs the way forward');
};
