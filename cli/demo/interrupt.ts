/** npm passes Ctrl-C on to a command that has had it from the terminal already: so soon after the first it is the same one. */
const SAME_MS = 1_000;

/** Exit code of a command ended by Ctrl-C. */
export const INTERRUPTED = 130;

/** Aborted when this process is asked to end. Asked a second time, it ends at once. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  const asked = () => {
    if (Date.now() - first > SAME_MS) process.exit(INTERRUPTED);
    if (interrupted.signal.aborted) return;
    first = Date.now();
    interrupted.abort(new Error('Interrupted.'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
  return interrupted.signal;
}
