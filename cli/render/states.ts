import type { State } from '../../shared/lifecycle.ts';
import { colors } from './colors.ts';

const PAINTS: Record<State, (text: string) => string> = {
  queued: colors.dim,
  running: colors.cyan,
  pausing: colors.yellow,
  paused: colors.yellow,
  cancelling: colors.yellow,
  succeeded: colors.green,
  failed: colors.red,
  cancelled: colors.yellow,
};

/** The state, or what is said of it, in its colour. */
export const painted = (state: State, text: string = state): string => PAINTS[state](text);
