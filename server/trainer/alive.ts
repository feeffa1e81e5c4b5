import type { Say } from './train.ts';

/**
 * Passes on what is said, and says `alive` whenever nothing has been said for `everyMs`. On the main thread, so that one
 * that hangs is silent.
 */
export function keepAlive(say: Say, everyMs: number): { say: Say; end(): void } {
  const timer = setInterval(() => say({ type: 'alive' }), everyMs);
  return {
    say: (message) => {
      timer.refresh();
      say(message);
    },
    end: () => clearInterval(timer),
  };
}
