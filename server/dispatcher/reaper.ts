import type { Queue } from '../queue/index.ts';
import type { Log } from './log.ts';

/** So many looks in one lease. */
const LOOKS = 4;

/**
 * Takes jobs back from workers that have let their lease pass: whoever had one is not heard any more, and what it would
 * still write is refused.
 * @returns a function that ends it
 */
export function startReaper(queue: Pick<Queue, 'expire' | 'leaseMs'>, log: Log): () => void {
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    const looked = queue.expire().then(
      (jobs) => {
        for (const { id, state, attempt } of jobs) {
          log.warn({ run: id, attempt, state }, 'a job was taken back from a worker that is silent');
        }
      },
      (error) => log.error({ err: error }, 'the leases could not be read; it is tried again'),
    );
    void looked.then(() => {
      isLooking = false;
    });
  }, queue.leaseMs / LOOKS);
  return () => clearInterval(timer);
}
