import type { Entry } from '../../shared/entries.ts';
import type { Job } from '../../shared/resources.ts';
import { firstInit } from '../../shared/spec/first-init.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Tables } from './database.ts';
import { ArtifactGone, DiskQuotaReached } from './errors.ts';
import type { Files } from './files.ts';
import { newId } from './id.ts';
import { viewJob } from './job-view.ts';
import type { Limits } from './limits.ts';
import { refuseFull } from './queue-limit.ts';
import { record } from './recording.ts';
import { bytesNamed, type Reference, refer } from './references.ts';
import { jobMadeBy, noteRequest, type Once } from './requests.ts';
import type { Writer } from './writer.ts';

/** What a new job is measured by. */
export type Admission = { files: Files; limits: Limits };
export type Created = {
  job: Job;
  /** The request has made it before. */
  isReplay: boolean;
};

/** A journal begins with this. */
const FIRST: Entry = { type: 'state', from: null, to: 'queued', attempt: 0 };

/**
 * Queues a job: its row, its run, the first event of its journal and the rows that keep the artifacts it begins with,
 * all or nothing. A request that made one before gets that one.
 * @throws QueueFull, DiskQuotaReached, ArtifactGone, KeyReused
 */
export function createJob(
  writer: Writer,
  { files, limits }: Admission,
  spec: JobSpec,
  once?: Once,
): Promise<Created> {
  return writer.write(async (tables, publish) => {
    const made = once && (await jobMadeBy(tables, once));
    if (made) return { job: made, isReplay: true };
    await refuseFull(tables, limits);
    await refuseWithoutRoom(tables, limits, spec);
    const references = await beginnings(spec, files);
    const id = newId();
    const now = new Date();
    const { maxAttempts, device, priority, notBefore } = spec;
    const job = await tables.job.create({
      data: {
        id,
        state: 'queued',
        maxAttempts,
        device,
        priority,
        notBefore: notBefore === null ? null : new Date(notBefore),
        spec: JSON.stringify(spec),
        createdAt: now,
        queuedAt: now,
      },
    });
    const run = await tables.run.create({ data: { id, name: spec.name, dataset: spec.dataset.name } });
    const tags = spec.tags.map((name, place) => ({ runId: id, name, place }));
    if (tags.length > 0) await tables.tag.createMany({ data: tags });
    await refer(tables, id, references);
    if (once) await noteRequest(tables, once, id);
    publish(id, await record(tables, run, 0, [FIRST]));
    return { job: await viewJob(tables, { ...job, run }), isReplay: false };
  });
}

/** A search for the rate keeps nothing; any other job is trained for what it keeps. */
async function refuseWithoutRoom(tables: Tables, { diskQuota }: Limits, { kind }: JobSpec): Promise<void> {
  if (diskQuota === 0 || kind === 'lr-find') return;
  if ((await bytesNamed(tables)) >= diskQuota) throw new DiskQuotaReached("a job's weights", diskQuota);
}

/** The artifacts that a job begins with. They were looked at before; only here is it sure that they stay. */
async function beginnings({ init }: JobSpec, files: Files): Promise<Reference[]> {
  const first = firstInit(init);
  if (first.kind !== 'weights') return [];
  const digests = [first.artifact, ...(first.optimizer === null ? [] : [first.optimizer])];
  return Promise.all(
    digests.map(async (digest): Promise<Reference> => {
      const size = await files.size(digest);
      if (size === null) throw new ArtifactGone(digest);
      return { digest, role: 'init', step: 0, size };
    }),
  );
}
