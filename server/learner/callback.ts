import type { Learner } from './learner.ts';

export const SCOPES = ['fit', 'epoch', 'batch'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Everything that is not the bare loop. Each method is called with the learner at its point of the loop; `before` and
 * `after` of a scope may be skipped by a cancel or an error, `cleanup` never is. All of them are synchronous.
 * In training the tape is open in afterPredict and afterLoss, and tensors made there live until the backward is done;
 * those made at other points of a batch live until it is over. What is to live longer has to be kept (tf.keep).
 * `batch`, `predictions` and `loss` can be read up to cleanupBatch.
 */
export abstract class Callback {
  /** Lower runs first. */
  readonly order: number = 0;

  beforeFit?(learn: Learner): void;
  beforeEpoch?(learn: Learner): void;
  beforeBatch?(learn: Learner): void;
  afterPredict?(learn: Learner): void;
  afterLoss?(learn: Learner): void;
  afterBackward?(learn: Learner): void;
  afterStep?(learn: Learner): void;
  afterBatch?(learn: Learner): void;
  afterEpoch?(learn: Learner): void;
  afterFit?(learn: Learner): void;
  cleanupBatch?(learn: Learner): void;
  cleanupEpoch?(learn: Learner): void;
  cleanupFit?(learn: Learner): void;
}

export type CallbackEvent = Exclude<keyof Callback, 'order'>;

/** Thrown by a callback to leave the batch, the epoch or the whole fit early; its cleanup still runs. */
export class Cancel extends Error {
  override readonly name = 'Cancel';
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`this ${scope} was cancelled`);
    this.scope = scope;
  }
}

/** What went wrong in a callback, with its name and the event at which it happened. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';

  constructor(callback: Callback, event: CallbackEvent, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(`${callback.constructor.name}.${event}: ${message}`, { cause });
  }
}
