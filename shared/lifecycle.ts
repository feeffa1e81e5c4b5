import { Type } from 'typebox';

export const STATES = [
  'queued',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type State = (typeof STATES)[number];
export const State = Type.Enum([...STATES]);

/** Every change of state that may happen. The store makes each by compare-and-swap on (id, state, attempt). */
export const TRANSITIONS: Record<State, readonly State[]> = {
  queued: ['running', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelling', 'pausing', 'queued'],
  pausing: ['paused', 'succeeded', 'failed', 'cancelling', 'queued'],
  paused: ['queued', 'cancelled'],
  cancelling: ['cancelled', 'succeeded', 'failed'],
  succeeded: [],
  failed: ['queued'],
  cancelled: ['queued'],
};

/** States in which nothing more happens unless somebody asks for it. */
export const ENDED = ['succeeded', 'failed', 'cancelled'] as const satisfies State[];
export type Ended = (typeof ENDED)[number];

export const canBecome = (from: State, to: State): boolean => TRANSITIONS[from].includes(to);
export const hasEnded = (state: State): state is Ended => (ENDED as readonly State[]).includes(state);
