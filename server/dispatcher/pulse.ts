/** So many looks in one lease. */
const BEATS = 4;

export type Pulse = {
  /** The trainer said something. */
  heard(): void;
  stop(): void;
};

/** The trainer says something at least this often, in ms. */
export const aliveMs = (leaseMs: number): number => leaseMs / (2 * BEATS);

/**
 * Watches that a trainer is heard. Beats are counted, not time: a machine that slept, or a process that was held up,
 * comes to one late beat and gives the trainer the others.
 * @param beat called at each beat at which it was heard lately
 * @param silent called once, when nothing was heard for a lease
 */
export function startPulse(leaseMs: number, beat: () => void, silent: () => void): Pulse {
  let quiet = 0;
  const timer = setInterval(() => {
    quiet += 1;
    if (quiet < BEATS) {
      beat();
      return;
    }
    clearInterval(timer);
    silent();
  }, leaseMs / BEATS);
  return {
    heard: () => {
      quiet = 0;
    },
    stop: () => clearInterval(timer),
  };
}
