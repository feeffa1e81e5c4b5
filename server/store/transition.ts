import type { Prisma } from '../../prisma/generated/client.ts';
import type { Entry } from '../../shared/entries.ts';
import { canBecome, hasEnded, type State } from '../../shared/lifecycle.ts';
import type { Job } from '../../shared/resources.ts';
import { ImpossibleTransition } from './errors.ts';
import { isHeld } from './fence.ts';
import { JOB_WITH_RUN, viewJob } from './job-view.ts';
import type { Limits } from './limits.ts';
import { refuseFull } from './queue-limit.ts';
import { endOf, record } from './recording.ts';
import type { Writer } from './writer.ts';

export type Change = {
  /** The states it may be in now. */
  from: readonly State[];
  to: State;
  /** Only if this attempt has it. */
  attempt?: number;
  /** Told in the journal. */
  reason?: string;
  /** What the job shows as its error; the reason unless said. Only for `failed`. */
  error?: string;
  /** The trainer was lost: counts towards maxAttempts. */
  lost?: boolean;
};

/**
 * Changes the state of a job by compare-and-swap on (id, state, attempt), and says so in its journal.
 * @returns the job as it is now; null when it is not in one of these states and this attempt, or not there
 * @throws ImpossibleTransition when one of the states cannot become `to`, QueueFull when somebody asks for a place in it
 */
export async function changeState(
  writer: Writer,
  limits: Limits,
  id: string,
  change: Change,
): Promise<Job | null> {
  const impossible = change.from.find((state) => !canBecome(state, change.to));
  if (impossible) throw new ImpossibleTransition(impossible, change.to);
  return writer.write(async (tables, publish) => {
    const job = await tables.job.findUnique({ where: { id }, select: { state: true, attempt: true } });
    if (!job) return null;
    const [state, attempt] = [job.state as State, job.attempt];
    if (!change.from.includes(state) || attempt !== (change.attempt ?? attempt)) return null;
    // What a worker gives back has had its place: only who comes anew may find no room.
    if (change.to === 'queued' && !isHeld(state)) await refuseFull(tables, limits);
    // On SQLite nobody can have come in between; the condition makes it hold on any database.
    const { count } = await tables.job.updateMany({
      where: { id, state, attempt },
      data: columnsAfter(state, change),
    });
    const end = count > 0 ? await endOf(tables, id) : undefined;
    if (!end) return null;
    publish(id, await record(tables, end, attempt, entriesOf(state, attempt, change)));
    const row = await tables.job.findUniqueOrThrow({ where: { id }, include: JOB_WITH_RUN });
    return viewJob(tables, row);
  });
}

function columnsAfter(from: State, { to, reason, error, lost }: Change): Prisma.JobUpdateManyMutationInput {
  const now = new Date();
  const columns: Prisma.JobUpdateManyMutationInput = { state: to };
  if (lost) columns.losses = { increment: 1 };
  if (hasEnded(to)) columns.finishedAt = now;
  if (to === 'failed') columns.error = error ?? reason ?? null;
  if (!isHeld(to)) Object.assign(columns, { worker: null, leaseUntil: null });
  // Whoever lost its trainer keeps its place in the queue; whoever comes back goes to its end.
  if (to === 'queued' && (hasEnded(from) || from === 'paused')) columns.queuedAt = now;
  if (hasEnded(from)) Object.assign(columns, { finishedAt: null, error: null, losses: 0 });
  return columns;
}

function entriesOf(from: State, attempt: number, { to, reason }: Change): Entry[] {
  const entries: Entry[] = [
    { type: 'state', from, to, attempt, ...(reason === undefined ? {} : { reason }) },
  ];
  if (hasEnded(to)) entries.push({ type: 'end', state: to });
  return entries;
}
