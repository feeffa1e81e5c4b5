import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseFault } from '../store/index.ts';

/** The store has waited some seconds by then. */
const PAUSE_MS = 100;

export const isLocked = (error: unknown): error is DatabaseFault =>
  error instanceof DatabaseFault && error.kind === 'locked';

/**
 * Writes again as long as another process has the database locked: a training of hours must not end because somebody
 * keeps a transaction open in the sqlite3 shell for a minute.
 * @param limitMs when it throws after all
 */
export async function untilUnlocked(write: () => Promise<void>, limitMs: number): Promise<void> {
  const until = Date.now() + limitMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isLocked(error) || Date.now() > until) throw error;
      await pause(PAUSE_MS);
    }
  }
}
