/** The longest pause between two attempts. */
export const MAX_PAUSE_MS = 5_000;
const FIRST_PAUSE_MS = 100;

/** How long to wait after so many failures in a row: doubling, capped, spread so that clients do not come all at once. */
export function pauseMs(failures: number, random: () => number = Math.random): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + random() / 2);
}

/** Waits. @throws the signal's reason when aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}
