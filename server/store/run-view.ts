import type { Prisma } from '../../prisma/generated/client.ts';
import type { State } from '../../shared/lifecycle.ts';
import type { Run, RunFacts, RunSummary } from '../../shared/resources.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import { readSpec } from './job-view.ts';
import { bestOf } from './scores.ts';

/** What has to be read of a run to show it. */
export const RUN_WITH_JOB = { job: true, tags: { orderBy: { place: 'asc' } } } satisfies Prisma.RunInclude;
type RunWithJob = Prisma.RunGetPayload<{ include: typeof RUN_WITH_JOB }>;

export function summarise({ job, ...run }: RunWithJob): RunSummary {
  return {
    id: run.id,
    name: run.name,
    notes: run.notes,
    tags: run.tags.map(({ name }) => name),
    state: job.state as State,
    dataset: run.dataset,
    device: run.device,
    loss: run.loss,
    accuracy: run.accuracy,
    epochs: { done: run.epochs, asked: epochsOf(readSpec(job.spec)) },
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}

/** What is read out of a run's journal to show it. */
export type Story = Pick<Run, 'table' | 'checkpoint' | 'lrFind' | 'verdicts'>;

export function viewRun(run: RunWithJob, { table, checkpoint, lrFind, verdicts }: Story): Run {
  const { job } = run;
  const spec = readSpec(job.spec);
  return {
    ...summarise(run),
    spec,
    seed: spec.seed,
    attempt: job.attempt,
    error: job.error,
    lastSeq: run.lastSeq,
    facts: readFacts(run.facts),
    table,
    best: bestOf(table),
    seconds: job.startedAt && ((job.finishedAt ?? new Date()).getTime() - job.startedAt.getTime()) / 1000,
    checkpoint,
    lrFind,
    verdicts,
  };
}

/** The facts came from a trainer of this version or an older one; nobody else writes the column. */
export const readFacts = (text: string | null): RunFacts | null =>
  text === null ? null : (JSON.parse(text) as RunFacts);
