import type { EntryWith } from '../../shared/entries.ts';
import type { Tables } from './database.ts';
import type { Files } from './files.ts';
import { readSpec } from './job-view.ts';
import type { Told } from './journal.ts';
import type { Limits } from './limits.ts';
import { bytesNamed, forgetAfter, forgetAt, refer } from './references.ts';
import { type Kept, planRetention } from './retention.ts';
import { goesOn, noFile, noRoom, saidOnce, VARIABLES } from './retention-words.ts';

type Checkpoint = EntryWith<'checkpoint'>;

/** What goes into the journal, and the artifacts that the run does not name any more. */
type Outcome = {
  entries: Told[];
  dropped: string[];
  /** Why the last checkpoint among these was not kept; null when it was, undefined when there was none. */
  unkept?: string | null;
};

/** Keeps the rows that name a run's checkpoints in step with what its trainer says, in the caller's transaction. */
export class Keeper {
  readonly #files: Files;
  readonly #limits: Limits;

  constructor(files: Files, limits: Limits) {
    this.#files = files;
    this.#limits = limits;
  }

  /**
   * A checkpoint that cannot be kept becomes a warning; a rewind lets go of those that it makes void.
   * @param before why the checkpoint before these was not kept: those that follow it are not warned of again
   */
  async keep(
    tables: Tables,
    run: string,
    entries: readonly Told[],
    before: string | undefined,
  ): Promise<Outcome> {
    const outcome: Outcome = { entries: [], dropped: [], ...(before !== undefined && { unkept: before }) };
    for (const entry of entries) {
      if (entry.type === 'checkpoint') await this.#checkpoint(tables, run, entry, outcome);
      else outcome.entries.push(entry);
      if (entry.type === 'rewind') outcome.dropped.push(...(await forgetAfter(tables, run, entry.step)));
    }
    return outcome;
  }

  async #checkpoint(tables: Tables, run: string, entry: Checkpoint, outcome: Outcome): Promise<void> {
    const digests = [entry.artifact, ...(entry.optimizer === null ? [] : [entry.optimizer])];
    const refuse = (reason: string) => {
      if (!outcome.unkept) outcome.entries.push(goesOn(reason));
      outcome.unkept = reason;
      outcome.dropped.push(...digests);
    };
    const newest: Kept[] = [];
    for (const digest of digests) {
      const size = await this.#files.size(digest);
      if (size === null) return refuse(noFile(entry.step, digest));
      newest.push({ step: entry.step, digest, size, isShared: await isShared(tables, run, digest) });
    }
    const { runQuota, diskQuota } = this.#limits;
    const rules = { runQuota, diskQuota, keepLast: await keepLastOf(tables, run) };
    const total = diskQuota > 0 ? await bytesNamed(tables) : 0;
    const plan = planRetention(await readOlder(tables, run, entry.step), newest, rules, total);
    if (!plan.fits) {
      const size = newest.reduce((sum, file) => sum + file.size, 0);
      return refuse(noRoom(entry.step, size, this.#limits));
    }
    outcome.unkept = null;
    outcome.dropped.push(...(await forgetAt(tables, run, plan.drop)));
    await refer(
      tables,
      run,
      newest.map(({ digest, size }) => ({ digest, role: 'checkpoint', step: entry.step, size })),
    );
    outcome.entries.push(entry);
    for (const limit of plan.over) {
      const isSaid = outcome.entries.some(
        (said) => said.type === 'log' && said.message.includes(VARIABLES[limit]),
      );
      if (!isSaid && !(await wasSaid(tables, run, VARIABLES[limit]))) {
        outcome.entries.push(saidOnce(limit, this.#limits));
      }
    }
  }
}

async function keepLastOf(tables: Tables, run: string): Promise<number | null> {
  const { spec } = await tables.job.findUniqueOrThrow({ where: { id: run }, select: { spec: true } });
  const read = readSpec(spec);
  return read.kind === 'train' ? read.checkpoint.keepLast : null;
}

/** Whether an artifact is named by more than the checkpoints of this run. */
async function isShared(tables: Tables, run: string, digest: string): Promise<boolean> {
  const [found] = await tables.$queryRaw<object[]>`
    SELECT 1 FROM "RunArtifact" WHERE "digest" = ${digest} AND NOT ("runId" = ${run} AND "role" = 'checkpoint')
    UNION ALL SELECT 1 FROM "Upload" WHERE "digest" = ${digest} LIMIT 1`;
  return found !== undefined;
}

async function readOlder(tables: Tables, run: string, step: number): Promise<Kept[]> {
  const rows = await tables.$queryRaw<{ step: bigint; digest: string; size: bigint; shared: bigint }[]>`
    SELECT a."step", a."digest", a."size", (
      EXISTS (SELECT 1 FROM "Upload" u WHERE u."digest" = a."digest") OR EXISTS (
        SELECT 1 FROM "RunArtifact" o
        WHERE o."digest" = a."digest" AND NOT (o."runId" = a."runId" AND o."role" = 'checkpoint')
      )) AS "shared"
    FROM "RunArtifact" a
    WHERE a."runId" = ${run} AND a."role" = 'checkpoint' AND a."step" < ${step} ORDER BY a."step"`;
  return rows.map(({ step: at, digest, size, shared }) => ({
    step: Number(at),
    digest,
    size: Number(size),
    isShared: Number(shared) === 1,
  }));
}

async function wasSaid(tables: Tables, run: string, words: string): Promise<boolean> {
  const [found] = await tables.$queryRaw<object[]>`
    SELECT 1 FROM "Event" WHERE "runId" = ${run} AND "type" = 'log' AND instr("header", ${words}) > 0 LIMIT 1`;
  return found !== undefined;
}
