import type { Scalar } from '../engine/index.ts';
import type { Learner } from './learner.ts';

export const SCOPES = ['fit', 'epoch', 'batch'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Everything that is not the bare loop. Each method is called with the learner at its point of the loop; `before` and
 * `after` of a scope may be skipped by a cancel or an error, `cleanup` never is. Those of a batch are synchronous, and
 * may return no promise; the others are awaited.
 * In training the tape is open in afterPredict and afterLoss, and tensors made there live until the backward is done;
 * those made at other points of a batch live until it is over. What is to live longer has to be kept (tf.keep).
 * A fit that goes on from a state begins with beforeFit, and with beforeEpoch unless the epoch had begun by then.
 * `batch`, `predictions` and `loss` can be read up to cleanupBatch.
 */
export abstract class Callback {
  /** Lower runs first. */
  readonly order: number = 0;

  beforeFit?(learn: Learner): void | Promise<void>;
  beforeEpoch?(learn: Learner): void | Promise<void>;
  /** Before a batch of which nothing has begun: the place to wait for something. */
  betweenBatches?(learn: Learner): void | Promise<void>;
  beforeBatch?(learn: Learner): void;
  afterPredict?(learn: Learner): void;
  afterLoss?(learn: Learner): void;
  afterBackward?(learn: Learner): void;
  afterStep?(learn: Learner): void;
  afterBatch?(learn: Learner): void;
  afterEpoch?(learn: Learner): void | Promise<void>;
  afterFit?(learn: Learner): void | Promise<void>;
  cleanupBatch?(learn: Learner): void;
  cleanupEpoch?(learn: Learner): void | Promise<void>;
  cleanupFit?(learn: Learner): void | Promise<void>;

  /**
   * What `state` is kept under; the name of the class where this says none. A class that may be renamed or minified
   * between two processes needs one.
   */
  readonly stateName?: string;
  /**
   * What of this callback the rest of a fit depends on, between two batches: numbers (any, NaN too), strings, booleans,
   * null, and arrays and objects of these. What was only seen is no part of it.
   */
  state?(): unknown;
  /** Takes back what `state` gave, in a fit that goes on: after beforeFit, before anything else. */
  loadState?(state: never): void;

  // The five steps: a callback that has one does it in the learner's place. The lowest order wins.
  predict?(learn: Learner): void;
  getLoss?(learn: Learner): void;
  /** `forward` is what has to happen on the tape; see Learner.backward. */
  backward?(learn: Learner, forward: () => Scalar): void;
  step?(learn: Learner): void;
  zeroGrad?(learn: Learner): void;
}

export type Step = 'predict' | 'getLoss' | 'backward' | 'step' | 'zeroGrad';
export type CallbackEvent = Exclude<keyof Callback, 'order' | 'stateName' | 'state' | 'loadState' | Step>;
export type BatchEvent = Exclude<
  Extract<CallbackEvent, `${string}Batch` | `after${'Predict' | 'Loss' | 'Backward' | 'Step'}`>,
  'betweenBatches'
>;
export type AwaitedEvent = Exclude<CallbackEvent, BatchEvent>;

export const AWAITED = [
  'beforeFit',
  'beforeEpoch',
  'betweenBatches',
  'afterEpoch',
  'cleanupEpoch',
  'afterFit',
  'cleanupFit',
] as const satisfies readonly AwaitedEvent[];

/** Thrown by a callback to leave the batch, the epoch or the whole fit early; its cleanup still runs. */
export class Cancel extends Error {
  override readonly name = 'Cancel';
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`this ${scope} was cancelled`);
    this.scope = scope;
  }
}

/** Something wrong with the training, not with the callback that found it: its message needs no callback's name. */
export class TrainingError extends Error {}

/**
 * What went wrong in a callback, with its name and the event at which it happened. `message` begins with the two, except
 * where the cause is a TrainingError, which speaks for itself; `plain` is the cause's message alone.
 */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';
  readonly callback: string;
  readonly event: CallbackEvent | Step;
  readonly plain: string;

  constructor(callback: Callback, event: CallbackEvent | Step, cause: unknown) {
    const plain = cause instanceof Error ? cause.message : String(cause);
    const name = callback.constructor.name;
    super(cause instanceof TrainingError ? plain : `${name}.${event}: ${plain}`, { cause });
    this.callback = name;
    this.event = event;
    this.plain = plain;
  }
}
