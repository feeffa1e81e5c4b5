import type { Checkpoint, Run, RunFacts, RunSummary } from '../../shared/resources.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import { type Annotation, annotateRun } from './annotation.ts';
import { pageOf } from './cursor.ts';
import type { Database } from './database.ts';
import { deleteRun } from './deletion.ts';
import type { Disposal } from './disposal.ts';
import { StaleAttempt, UnknownRun } from './errors.ts';
import { heldBy } from './fence.ts';
import { readSpec } from './job-view.ts';
import { lastCheckpoint, readCheckpoints, readLrFind, readVerdicts } from './milestones.ts';
import { withReceipts } from './receipts.ts';
import { endOf } from './recording.ts';
import { findRuns, placeOf, type RunQuery } from './run-list.ts';
import { RUN_WITH_JOB, readFacts, summarise, viewRun } from './run-view.ts';
import { readTable } from './scores.ts';
import type { Writer } from './writer.ts';

export type RunPage = { items: RunSummary[]; next: string | null };

/** The records of training. */
export type Runs = ReturnType<typeof openRuns>;

export function openRuns(database: Database, writer: Writer, disposal: Disposal) {
  return {
    /** null when there is no such run. */
    async get(id: string): Promise<Run | null> {
      const row = await database.run.findUnique({ where: { id }, include: RUN_WITH_JOB });
      if (!row) return null;
      return viewRun(row, {
        table: await readTable(database, id),
        checkpoint: await lastCheckpoint(database, id),
        lrFind: await readLrFind(database, id),
        verdicts: await readVerdicts(database, id),
      });
    },

    /** The weights that are kept and that no rewind made void, in order of training. @throws UnknownRun */
    async checkpoints(id: string): Promise<Checkpoint[]> {
      if ((await database.run.count({ where: { id } })) === 0) throw new UnknownRun(id);
      return readCheckpoints(database, id);
    },

    /** One page of the runs that fit. A run without the number that the list is sorted by comes last. @throws BadCursor */
    async list(query: RunQuery): Promise<RunPage> {
      const found = await findRuns(database, query);
      const { rows, next } = pageOf(found, query.limit, (run) => placeOf(query.sort, run));
      const ids = rows.map(({ id }) => id);
      const runs = await database.run.findMany({ where: { id: { in: ids } }, include: RUN_WITH_JOB });
      const byId = new Map(runs.map((run) => [run.id, summarise(run)]));
      return { items: ids.flatMap((id) => byId.get(id) ?? []), next };
    },

    /** Changes name, notes and tags. @throws UnknownRun */
    annotate: (id: string, annotation: Annotation): Promise<void> => annotateRun(writer, id, annotation),

    /** Deletes it with all that belongs to it, and to nobody else. @throws UnknownRun, RunHeld */
    delete: (id: string): Promise<void> => deleteRun(writer, disposal, id),

    /** What the trainer knows once it has built the model. @throws StaleAttempt */
    async setFacts(id: string, attempt: number, facts: RunFacts): Promise<void> {
      await writer.write(async (tables) => {
        const end = await endOf(tables, id, heldBy(attempt));
        if (!end) throw new StaleAttempt(id, attempt);
        const { job, facts: before } = await tables.run.findUniqueOrThrow({
          where: { id },
          select: { facts: true, job: { select: { spec: true } } },
        });
        const steps = facts.steps.train * epochsOf(readSpec(job.spec));
        const all = withReceipts(facts, readFacts(before), { attempt, step: Number(end.step) });
        const data = { facts: JSON.stringify(all), device: facts.device.name, steps };
        await tables.run.update({ where: { id }, data });
      });
    },
  };
}
