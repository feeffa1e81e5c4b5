import type { State } from '../../shared/lifecycle.ts';
import './state-badge.css';

/** A sign beside the word: colour alone tells nothing to some. */
const SIGNS: Record<State, string> = {
  queued: '◷',
  running: '▶',
  pausing: '⏸',
  paused: '⏸',
  cancelling: '◼',
  succeeded: '✓',
  failed: '✕',
  cancelled: '◼',
};

export function StateBadge({ state, note }: { state: State; note?: string | undefined }) {
  return (
    <span class={`state state-${state}`}>
      <span aria-hidden="true">{SIGNS[state]}</span> {state}
      {note && <span class="state-note"> {note}</span>}
    </span>
  );
}
