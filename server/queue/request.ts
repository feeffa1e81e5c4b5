import type { State } from '../../shared/lifecycle.ts';

/** What people may ask of a job, and what its state becomes by it. */
export const REQUESTS = {
  cancel: {
    wanted: 'cancelled',
    to: { queued: 'cancelled', paused: 'cancelled', running: 'cancelling', pausing: 'cancelling' },
    /** Asked before: asking again is no mistake. */
    underWay: 'cancelling',
  },
  pause: { wanted: 'paused', to: { running: 'pausing' }, underWay: 'pausing' },
  resume: { wanted: 'resumed', to: { paused: 'queued' }, underWay: null },
  retry: { wanted: 'tried again', to: { failed: 'queued', cancelled: 'queued' }, underWay: null },
} as const satisfies Record<
  string,
  { wanted: string; to: Partial<Record<State, State>>; underWay: State | null }
>;

export type RequestName = keyof typeof REQUESTS;
