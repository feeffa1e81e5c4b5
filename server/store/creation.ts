import type { Entry } from '../../shared/entries.ts';
import type { Job } from '../../shared/resources.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { newId } from './id.ts';
import { viewJob } from './job-view.ts';
import { record } from './recording.ts';
import type { Writer } from './writer.ts';

/** A journal begins with this. */
const FIRST: Entry = { type: 'state', from: null, to: 'queued', attempt: 0 };

/** Queues a job: its row, its run and the first event of its journal, all or nothing. */
export function createJob(writer: Writer, spec: JobSpec): Promise<Job> {
  return writer.write(async (tables, publish) => {
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
    publish(id, await record(tables, run, 0, [FIRST]));
    return viewJob(tables, { ...job, run });
  });
}
