import { Prisma } from '../../prisma/generated/client.ts';
import type { State } from '../../shared/lifecycle.ts';
import type { Job } from '../../shared/resources.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Tables } from './database.ts';
import { isHeld } from './fence.ts';
import { etaOf, progressOf } from './progress.ts';

/** What has to be read of a job to show it. */
export const JOB_WITH_RUN = { run: { omit: { facts: true } } } satisfies Prisma.JobInclude;
type JobWithRun = Prisma.JobGetPayload<{ include: typeof JOB_WITH_RUN }>;

/** The jobs as the wire has them, in the order of the rows. */
export async function viewJobs(tables: Tables, rows: JobWithRun[]): Promise<Job[]> {
  const queued = rows.filter((row) => row.state === 'queued').map((row) => row.id);
  const positions = await positionsOf(tables, queued);
  return rows.map((row) => view(row, positions.get(row.id) ?? null));
}

/** The job as the wire has it. */
export async function viewJob(tables: Tables, row: JobWithRun): Promise<Job> {
  const positions = await positionsOf(tables, row.state === 'queued' ? [row.id] : []);
  return view(row, positions.get(row.id) ?? null);
}

function view(row: JobWithRun, position: number | null): Job {
  const state = row.state as State;
  const spec = readSpec(row.spec);
  return {
    id: row.id,
    state,
    attempt: row.attempt,
    position,
    progress: row.run && progressOf(row.run, epochsOf(spec)),
    eta: row.run && isHeld(state) ? etaOf(row.run) : null,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    spec,
  };
}

/** The spec was checked and filled before it was stored; nobody else writes the table. */
export const readSpec = (text: string): JobSpec => JSON.parse(text) as JobSpec;

/** 1 is claimed next, by a worker whose device fits. The order is that of server/store/claim.ts; who waits for a time is last. */
async function positionsOf(tables: Tables, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tables.$queryRaw<{ id: string; position: bigint }[]>`
    SELECT "id", "position" FROM (
      SELECT "id", ROW_NUMBER() OVER (ORDER BY COALESCE("notBefore" > ${new Date()}, 0), "priority" DESC, "queuedAt", "number") AS "position"
      FROM "Job" WHERE "state" = 'queued'
    ) WHERE "id" IN (${Prisma.join(ids)})`;
  return new Map(rows.map(({ id, position }) => [id, Number(position)]));
}
