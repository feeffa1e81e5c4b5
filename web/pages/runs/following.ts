import type { Client } from '../../../client/index.ts';
import type { RunList } from './run-list.ts';

/** How often progress is asked for, as long as something goes on. */
const PROGRESS_MS = 2000;
/** Changes that come together are asked for together. */
const GATHER_MS = 150;

/** Keeps a list fresh: at once when a job changes its state, and now and then while one is at work. @returns its end */
export function follow(list: RunList, client: Client): () => void {
  const closing = new AbortController();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      list.reload();
    }, GATHER_MS);
  };
  const listen = async () => {
    try {
      for await (const _ of client.jobs.watch({ signal: closing.signal, connected: soon })) soon();
    } catch {
      // What is wrong the list itself tells; without the socket it is asked for as long as it is busy.
    }
  };
  list.reload();
  listen();
  const timer = setInterval(() => {
    if (document.hidden || !list.isBusy) return;
    list.reload();
  }, PROGRESS_MS);
  return () => {
    closing.abort();
    clearInterval(timer);
    clearTimeout(gathering);
  };
}
