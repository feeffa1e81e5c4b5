import type { State } from '../../shared/lifecycle.ts';
import type { Job } from '../../shared/resources.ts';
import type { DeviceName } from '../../shared/spec/device.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { type Claim, claimNext } from './claim.ts';
import { type Admission, type Created, createJob } from './creation.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { type Database, toInt } from './database.ts';
import { JOB_WITH_RUN, viewJob, viewJobs } from './job-view.ts';
import { nextDue, readExpired, renewLease } from './lease.ts';
import { jobMadeBy, type Once } from './requests.ts';
import { type Change, changeState } from './transition.ts';
import type { Writer } from './writer.ts';

export type JobQuery = { state?: State | undefined; limit: number; cursor?: string | undefined };
export type JobPage = { items: Job[]; next: string | null };

/** Of a worker that says nothing of it, in ms. */
const LEASE_MS = 60_000;

/** What was asked for, and how far it is. */
export type Jobs = ReturnType<typeof openJobs>;

export function openJobs(database: Database, writer: Writer, admission: Admission) {
  return {
    /** Queues a job: its row, its run and the first event of the journal, all or nothing. */
    create: async (spec: JobSpec): Promise<Job> => (await createJob(writer, admission, spec)).job,

    /** As create; a request that made a job before gets that one. @throws KeyReused */
    createOnce: (spec: JobSpec, once: Once): Promise<Created> => createJob(writer, admission, spec, once),

    /** The job that a request has made; null when it comes for the first time. @throws KeyReused */
    madeBy: (once: Once): Promise<Job | null> => jobMadeBy(database, once),

    /** null when there is no such job. */
    async get(id: string): Promise<Job | null> {
      const row = await database.job.findUnique({ where: { id }, include: JOB_WITH_RUN });
      return row && viewJob(database, row);
    },

    /** Newest first. @throws BadCursor */
    async list({ state, limit, cursor }: JobQuery): Promise<JobPage> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, isNumber)[0];
      const found = await database.job.findMany({
        where: { ...(state && { state }), ...(before !== undefined && { number: { lt: toInt(before) } }) },
        orderBy: { number: 'desc' },
        take: limit + 1,
        include: JOB_WITH_RUN,
      });
      const { rows, next } = pageOf(found, limit, (row) => [row.number]);
      return { items: await viewJobs(database, rows), next };
    },

    /** Takes the next job for a worker that has these devices; null when none waits for one of them. */
    claim: (name: string, devices: readonly DeviceName[], leaseMs = LEASE_MS): Promise<Claim | null> =>
      claimNext(writer, { name, devices, leaseMs }),

    /** @returns whether this attempt still has the job */
    renew: (id: string, attempt: number, leaseMs: number): Promise<boolean> =>
      renewLease(writer, id, attempt, leaseMs),

    /** Attempts whose worker has not been heard of for longer than its lease. */
    expired: () => readExpired(database),

    /** The time of the next queued job that waited for one at `since`; null when none did. */
    nextDue: (since: Date) => nextDue(database, since),

    /** Compare-and-swap of the state: see changeState. */
    change: (id: string, change: Change): Promise<Job | null> =>
      changeState(writer, admission.limits, id, change),

    /** How often a trainer of this job was lost, and how often it may be; null when there is no such job. */
    attempts: (id: string): Promise<{ losses: number; maxAttempts: number } | null> =>
      database.job.findUnique({ where: { id }, select: { losses: true, maxAttempts: true } }),
  };
}

const isNumber = (place: unknown[]): place is [number] =>
  place.length === 1 && typeof place[0] === 'number' && Number.isInteger(place[0]) && place[0] > 0;
