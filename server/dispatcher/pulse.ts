/** So many looks in one lease. */
const BEATS = 4;

export type Pulse = {
  /** The trainer said something. */
  heard(): void;
  stop(): void;
};

/** What a trainer may take to start and say its first word, in ms; it has a lease where that is longer. */
const START_MS = 60_000;

/** The trainer says something at least this often, in ms. */
export const aliveMs = (leaseMs: number): number => leaseMs / (2 * BEATS);

/**
 * Watches that a trainer is heard. Beats are counted, not time: a machine that slept, or a process that was held up,
 * comes to one late beat and gives the trainer the others.
 * @param beat called at each beat at which it was heard lately
 * @param silent called once, when nothing was heard for a lease, or for the time of a start before the first word
 */
export function startPulse(leaseMs: number, beat: () => void, silent: () => void): Pulse {
  let quiet = 0;
  let patience = Math.max(BEATS, Math.ceil(START_MS / (leaseMs / BEATS)));
  const timer = setInterval(() => {
    quiet += 1;
    if (quiet < patience) {
      beat();
      return;
    }
    clearInterval(timer);
    silent();
  }, leaseMs / BEATS);
  return {
    heard: () => {
      quiet = 0;
      patience = BEATS;
    },
    stop: () => clearInterval(timer),
  };
}
