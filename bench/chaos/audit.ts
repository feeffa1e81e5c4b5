import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Reply } from '../../shared/routes.ts';
import { jobOf } from './calm.ts';
import type { Heard } from './listener.ts';
import { processesOf } from './processes.ts';
import type { Promised, Promises } from './promises.ts';
import { differences, type Story, storyOf } from './story.ts';

/** What was looked at, how much of it, and what was wrong. */
export type Finding = { check: string; of: number; faults: string[] };

/** Every job that was answered with 202 is there, unless it was deleted. */
export async function auditPromises(client: Client, { jobs }: Promises): Promise<Finding> {
  const faults: string[] = [];
  for (const { id, deletion } of jobs) {
    const job = await jobOf(client, id);
    if (!job && deletion === 'no') faults.push(`${id} is lost`);
    if (job && deletion === 'done') faults.push(`${id} was deleted and is there`);
  }
  return { check: 'jobs answered with 202 are accounted for', of: jobs.length, faults };
}

/** No key made two jobs, and none came from nowhere. */
export async function auditStrangers(client: Client, { jobs }: Promises): Promise<Finding> {
  const known = new Set(jobs.map(({ id }) => id));
  const faults: string[] = [];
  let of = 0;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Reply<'listJobs'> = await client.request('listJobs', {
      query: { limit: 500, ...(cursor && { cursor }) },
    });
    const { items, next } = page;
    of += items.length;
    for (const { id } of items) if (!known.has(id)) faults.push(`nobody was told of ${id}`);
    cursor = next;
  }
  if (known.size < jobs.length)
    faults.push(`${jobs.length - known.size} answers named a job that another had named`);
  return { check: 'jobs that are there were answered with 202, once', of, faults };
}

export async function journalsOf(
  client: Client,
  jobs: readonly Promised[],
): Promise<Map<string, RunEvent[]>> {
  const journals = new Map<string, RunEvent[]>();
  for (const { id } of jobs) {
    if (!(await jobOf(client, id))) continue;
    const events: RunEvent[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: { items: RunEvent[]; next: number | null } = await client.events(id, {
        after,
        limit: 1000,
      });
      events.push(...page.items);
      after = page.next;
    }
    journals.set(id, events);
  }
  return journals;
}

/** Numbers without holes; each change of state goes on from the one before. */
export function auditJournals(journals: Map<string, RunEvent[]>): Finding {
  const faults: string[] = [];
  let of = 0;
  for (const [id, events] of journals) {
    of += events.length;
    if (events.some(({ seq }, i) => seq !== i + 1)) faults.push(`${id} has a hole`);
    const states = events.filter((event) => event.type === 'state');
    for (const [i, state] of states.entries()) {
      if (i > 0 && state.from !== states[i - 1]!.to)
        faults.push(`${id}: ${states[i - 1]!.to}, then from ${state.from}`);
    }
  }
  return { check: 'events of journals without holes or breaks', of, faults };
}

/** What subscribers heard is the journal from its beginning, each event once and in order. */
export function auditSubscribers(heard: readonly Heard[], journals: Map<string, RunEvent[]>): Finding {
  const faults: string[] = [];
  let of = 0;
  for (const { run, events, failure } of heard) {
    const journal = journals.get(run);
    // A run that was deleted while they listened.
    if (!journal) continue;
    of += events.length;
    if (failure !== null) faults.push(`the subscriber of ${run} failed: ${failure}`);
    const differs = events.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(journal[i]));
    if (differs >= 0) faults.push(`the subscriber of ${run} heard another event ${differs + 1}`);
  }
  return { check: 'events heard by subscribers are the journal', of, faults };
}

/** To the bit the same losses, statistics and weights as the run of the same spec that nobody disturbed. */
export async function auditTwins(
  client: Client,
  jobs: readonly Promised[],
  twins: ReadonlyMap<string, Story>,
): Promise<Finding> {
  const faults: string[] = [];
  let of = 0;
  for (const { id, spec } of jobs) {
    if ((await jobOf(client, id))?.state !== 'succeeded') continue;
    of += 1;
    const other = differences(await storyOf(client, id), twins.get(spec)!);
    if (other.length > 0) faults.push(`${id} (${spec}) differs in ${other.join(', ')}`);
  }
  return { check: 'finished runs equal their undisturbed twin', of, faults };
}

const REST_MS = 2000;

/** Waits until no file is removed any more. */
export async function filesAtRest(folder: string): Promise<void> {
  for (let before = -1, now = filesOf(folder).length; now !== before; ) {
    await pause(REST_MS);
    [before, now] = [now, filesOf(folder).length];
  }
}

const filesOf = (folder: string): string[] =>
  readdirSync(path.join(folder, 'artifacts'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Every file is an artifact that a run still has, and the other way round. Of a folder whose server has ended. */
export function auditFiles(folder: string, digests: ReadonlySet<string>): Finding {
  const files = filesOf(folder);
  const known = new Set(Array.from(digests, (digest) => digest.replace('sha256:', '')));
  const faults = files.filter((name) => !known.has(name)).map((name) => `${name} belongs to nobody`);
  for (const name of known) if (!files.includes(name)) faults.push(`${name} is missing`);
  return { check: 'files of artifacts belong to a run', of: files.length, faults };
}

/** What a process may take to notice that its server is gone, in ms. */
const NOTICE_MS = 5000;

/** Nothing of it runs any more, or will in a moment. */
export async function auditProcesses(folder: string): Promise<Finding> {
  const deadline = Date.now() + NOTICE_MS;
  while (processesOf(folder).length > 0 && Date.now() < deadline) await pause(100);
  const left = processesOf(folder);
  return {
    check: 'no process is left',
    of: left.length,
    faults: left.map(({ pid, command }) => `${pid}: ${command}`),
  };
}
