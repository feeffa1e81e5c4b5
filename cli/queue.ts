import type { Client } from '../client/index.ts';
import { hasEnded, type State } from '../shared/lifecycle.ts';
import type { Job, RunSummary } from '../shared/resources.ts';

const PAGE = 500;

/** The jobs of those runs that are not over, by id: place in the queue, progress, eta. A few requests, however many runs. */
export async function unfinishedJobs(client: Client, runs: readonly RunSummary[]): Promise<Map<string, Job>> {
  const jobs = new Map<string, Job>();
  const wanted = new Set(runs.filter(({ state }) => !hasEnded(state)).map(({ id }) => id));
  const states = new Set(runs.filter(({ id }) => wanted.has(id)).map(({ state }) => state));
  for (const state of states) await collect(client, state, wanted, jobs);
  return jobs;
}

async function collect(client: Client, state: State, wanted: ReadonlySet<string>, jobs: Map<string, Job>) {
  const missing = new Set(wanted);
  let cursor: string | undefined;
  do {
    const { items, next } = await client.jobs.list({
      state,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const job of items) {
      if (missing.delete(job.id)) jobs.set(job.id, job);
    }
    cursor = next ?? undefined;
    // Newest first: what is older than all that is wanted is nobody's business.
    const oldest = [...missing].sort()[0];
    if (oldest === undefined || (items.at(-1)?.id ?? '') < oldest) return;
  } while (cursor !== undefined);
}
