/** So many batches were done at a time (milliseconds). */
export type Mark = { time: number; done: number };

/** How fast a training goes: since it began, for what is left; lately, for what is shown. */
export type Pace = { first: Mark | null; recent: Mark[] };

/** Marks older than this say nothing of the present. */
const RECENT_MS = 5_000;

export const UNKNOWN_PACE: Pace = { first: null, recent: [] };

/** The pace with one more mark. */
export function paced({ first, recent }: Pace, mark: Mark): Pace {
  return {
    first: first ?? mark,
    recent: [...recent.filter(({ time }) => mark.time - time <= RECENT_MS), mark],
  };
}

/** Batches a second over the last seconds; null before there are two marks. */
export function batchesPerSecond({ recent }: Pace): number | null {
  return rate(recent[0], recent.at(-1));
}

/** Seconds until `total` batches are done at the average pace; null before there is one. */
export function secondsLeft({ first, recent }: Pace, total: number): number | null {
  const last = recent.at(-1);
  const average = rate(first, last);
  return average === null || !last ? null : Math.max(0, total - last.done) / average;
}

function rate(from: Mark | null | undefined, to: Mark | undefined): number | null {
  if (!from || !to || to.time <= from.time || to.done <= from.done) return null;
  return ((to.done - from.done) / (to.time - from.time)) * 1000;
}
