import { canBecome, hasEnded, type State } from '../../shared/lifecycle.ts';

export const VERBS = ['pause', 'resume', 'cancel', 'retry'] as const;
export type Verb = (typeof VERBS)[number];

/** What may be asked of a job in a state: the answers of shared/lifecycle.ts. */
export const ALLOWED: Record<Verb | 'fork' | 'delete', (state: State) => boolean> = {
  pause: (state) => canBecome(state, 'pausing'),
  resume: (state) => state === 'paused',
  cancel: (state) =>
    canBecome(state, 'cancelling') || (state !== 'cancelling' && canBecome(state, 'cancelled')),
  retry: (state) => hasEnded(state) && canBecome(state, 'queued'),
  fork: (state) => state !== 'queued',
  // A worker holds it.
  delete: (state) => !['running', 'pausing', 'cancelling'].includes(state),
};
