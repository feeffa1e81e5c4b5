import { setTimeout as pause } from 'node:timers/promises';
import { type Client, LearndError } from '../../client/index.ts';
import type { Job } from '../../shared/resources.ts';
import type { Promises } from './promises.ts';

const LIMIT_MS = 10 * 60_000;

/**
 * After the chaos: everything that can still end well is asked to, and waited for.
 * @returns the errors that failed jobs had shown until then
 */
export async function settle(client: Client, promises: Promises): Promise<string[]> {
  const errors: string[] = [];
  const deadline = Date.now() + LIMIT_MS;
  for (const promised of promises.jobs) {
    for (;;) {
      const job = await jobOf(client, promised.id);
      if (!job) break;
      if (job.state === 'failed') errors.push(job.error ?? 'no reason');
      if (job.state === 'failed' || job.state === 'cancelled') await client.retry(job.id);
      if (job.state === 'paused') await client.resume(job.id);
      if (job.state === 'succeeded') break;
      if (Date.now() > deadline) throw new Error(`the job ${job.id} is still ${job.state}`);
      await pause(100);
    }
  }
  return errors;
}

/** null when there is no such job. */
export function jobOf(client: Client, id: string): Promise<Job | null> {
  return client.jobs.get(id).catch((error) => {
    if (error instanceof LearndError && error.status === 404) return null;
    throw error;
  });
}
