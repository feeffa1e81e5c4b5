import type { Client, JobDraft } from '../client/index.ts';
import type { Run } from '../shared/resources.ts';
import { follow } from './follow.ts';
import type { Screen } from './screen.ts';
import type { Training } from './training.ts';

/** After a cancel the run is given so long to end. */
const CANCEL_MS = 15_000;

export type JobRunOptions = {
  screen: Screen;
  /** Cancels the job; it is then followed until it has ended. */
  cancel: AbortSignal;
  /** Leaves at once, with the signal's reason. */
  abandon: AbortSignal;
};

/** A job that has ended: its record as the server keeps it, and what its events told. */
export type Finished = { run: Run; training: Training };

/** Submits a job, shows it live until it has ended and reads its record. @throws what the client throws. */
export async function runJob(client: Client, draft: JobDraft, options: JobRunOptions): Promise<Finished> {
  const { screen, cancel, abandon } = options;
  cancel.throwIfAborted();
  const job = await client.submit(draft);
  const overdue = new AbortController();
  const cancelled = () => {
    client.cancel(job.id).catch((error: Error) => screen.line(error.message));
    setTimeout(
      () => overdue.abort(new Error(`The job did not end within ${CANCEL_MS / 1000} s.`)),
      CANCEL_MS,
    ).unref();
  };
  cancel.addEventListener('abort', cancelled, { once: true });
  if (cancel.aborted) cancelled();
  try {
    const { training } = await follow(client, job, screen, AbortSignal.any([abandon, overdue.signal]));
    return { run: await client.runs.get(job.id), training };
  } finally {
    cancel.removeEventListener('abort', cancelled);
    screen.rest();
  }
}
