import type { State } from '../../shared/lifecycle.ts';
import { type HELD, isHeld } from '../store/index.ts';
import type { Outcome } from './queue.ts';

type Held = (typeof HELD)[number];

/** What becomes of a job when its attempt ends so. A cancel that came too late loses to an attempt that ended. */
const NEXT: Record<Outcome['kind'], Record<Held, State>> = {
  succeeded: { running: 'succeeded', pausing: 'succeeded', cancelling: 'succeeded' },
  failed: { running: 'failed', pausing: 'failed', cancelling: 'failed' },
  stopped: { running: 'queued', pausing: 'paused', cancelling: 'cancelled' },
  lost: { running: 'queued', pausing: 'queued', cancelling: 'cancelled' },
};

/**
 * The state after an outcome; null when no worker has a job in this state.
 * @param losses trainers lost before this one. Only they are counted, not the attempts: a server that is restarted
 * often must not make a job fail
 */
export function nextState(
  state: State,
  { kind }: Outcome,
  { losses, maxAttempts }: { losses: number; maxAttempts: number },
): State | null {
  if (!isHeld(state)) return null;
  const next = NEXT[kind][state];
  return kind === 'lost' && next === 'queued' && losses + 1 >= maxAttempts ? 'failed' : next;
}
