import type { Job } from '../../shared/resources.ts';
import type { Tables } from './database.ts';
import { KeyReused } from './errors.ts';
import { JOB_WITH_RUN, viewJob } from './job-view.ts';

/** A request that makes one job however often it comes. */
export type Once = {
  /** The sender's name for it. */
  key: string;
  /** Of all that it says: the same key with another digest is a mistake. */
  digest: string;
};

/** The job that a request has made, as it is now; null when it comes for the first time. @throws KeyReused */
export async function jobMadeBy(tables: Tables, { key, digest }: Once): Promise<Job | null> {
  const request = await tables.request.findUnique({
    where: { key },
    include: { job: { include: JOB_WITH_RUN } },
  });
  if (!request) return null;
  if (request.digest !== digest) throw new KeyReused(key, request.job.id);
  return viewJob(tables, request.job);
}

/** Stays as long as the job does. To be written in the transaction that makes the job. */
export async function noteRequest(tables: Tables, { key, digest }: Once, jobId: string): Promise<void> {
  await tables.request.create({ data: { key, digest, jobId, createdAt: new Date() } });
}
