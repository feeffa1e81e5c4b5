import type { Store } from './store/index.ts';

/** A trainer that has put a file and not said it by then never will. */
const HOUR_MS = 60 * 60 * 1000;

type Log = Record<'info' | 'error', (fields: object, message: string) => void>;

/**
 * Removes files of artifacts that nobody refers to, now and every hour: a crash may have come between their rows and
 * them. A file older than this process is one that nobody will refer to: the folder is this server's alone.
 * @returns a function that ends it
 */
export function startSweeper(store: Pick<Store, 'sweep'>, log: Log): () => void {
  const sweep = (): void => {
    store.sweep(Math.min(performance.now(), HOUR_MS)).then(
      (removed) => {
        if (removed > 0) log.info({ removed }, 'files of artifacts that nobody refers to were removed');
      },
      (error) => log.error({ err: error }, 'files of artifacts could not be swept; it is tried again'),
    );
  };
  sweep();
  const timer = setInterval(sweep, HOUR_MS);
  return () => clearInterval(timer);
}
