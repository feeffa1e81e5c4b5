import type { State } from '../../shared/lifecycle.ts';
import type { Job } from '../../shared/resources.ts';
import { type Change, HELD, type Store } from '../store/index.ts';
import { WrongState } from './errors.ts';
import { nextState } from './outcome.ts';
import type { Outcome, Queue, Stopping } from './queue.ts';
import { REQUESTS, type RequestName } from './request.ts';

export type QueueOptions = { leaseMs?: number };

/** A job is in another state now. */
type Moved = { id: string; attempt: number; to: State };

/** More than a job can go through while one change is tried: states move on, and only people move them back. */
const TURNS = 10;

/**
 * The queue over the jobs of the store, for one server process.
 * @param options.leaseMs how long a worker has a job without a word
 */
export function storeQueue(
  { jobs, journal }: Pick<Store, 'jobs' | 'journal'>,
  { leaseMs = 60_000 }: QueueOptions = {},
): Queue {
  /** What was said of changes of state is what tells of them: whoever made the change, nobody is forgotten. */
  function onState(states: readonly State[], listener: (moved: Moved) => void): () => void {
    return journal.onAppend((id, events) => {
      for (const event of events) {
        if (event.type === 'state' && states.includes(event.to))
          listener({ id, attempt: event.attempt, to: event.to });
      }
    });
  }

  const asked = (name: RequestName) => {
    const { wanted, to: table, underWay } = REQUESTS[name];
    const next: Partial<Record<State, State>> = table;
    return (id: string): Promise<Job | null> =>
      insist(id, async () => {
        const job = await jobs.get(id);
        if (!job || job.state === underWay) return job;
        const to = next[job.state];
        if (to === undefined) throw new WrongState(id, wanted, job.state);
        return (await jobs.change(id, { from: [job.state], to, attempt: job.attempt })) ?? 'beaten';
      });
  };

  /** How attempts ended whose end could not be written yet: whoever can write first must not call them lost. */
  const owed = new Map<string, Outcome>();
  let silent = new Map<string, number>();

  async function settle(id: string, attempt: number, outcome: Outcome): Promise<Job | null> {
    owed.set(`${id} ${attempt}`, outcome);
    const job = await settleAs(id, attempt, outcome);
    owed.delete(`${id} ${attempt}`);
    return job;
  }

  const settleAs = (id: string, attempt: number, outcome: Outcome): Promise<Job | null> =>
    insist(id, async () => {
      const [job, attempts] = await Promise.all([jobs.get(id), jobs.attempts(id)]);
      if (!job || !attempts || job.attempt !== attempt) return null;
      const to = nextState(job.state, outcome, attempts);
      if (to === null) return null;
      const change = { from: [job.state], to, attempt, ...detailsOf(outcome) };
      return (await jobs.change(id, change)) ?? 'beaten';
    });

  async function recover(): Promise<Job[]> {
    const left: Job[] = [];
    for (const state of HELD) left.push(...(await allIn(state)));
    return settleLost(left, 'The server ended while the job was running');
  }

  async function expire(): Promise<Job[]> {
    const expired = await jobs.expired();
    const still = expired.filter(({ id, leaseUntil }) => silent.get(id) === leaseUntil.getTime());
    silent = new Map(expired.map(({ id, leaseUntil }) => [id, leaseUntil.getTime()]));
    return settleLost(still, `The worker said nothing for ${leaseMs / 1000} s`);
  }

  async function settleLost(lost: { id: string; attempt: number }[], reason: string): Promise<Job[]> {
    const settled: Job[] = [];
    for (const { id, attempt } of lost) {
      const job = await settleAs(id, attempt, owed.get(`${id} ${attempt}`) ?? { kind: 'lost', reason });
      if (job) settled.push(job);
    }
    return settled;
  }

  async function allIn(state: State): Promise<Job[]> {
    const found: Job[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await jobs.list({ state, limit: 500, cursor });
      found.push(...page.items);
      cursor = page.next;
    }
    return found;
  }

  return {
    leaseMs,
    enqueue: (spec) => jobs.create(spec),
    enqueueOnce: (spec, once) => jobs.createOnce(spec, once),
    claim: (name, devices) => jobs.claim(name, devices, leaseMs),
    nextDue: (since) => jobs.nextDue(since),
    heartbeat: (id, attempt) => jobs.renew(id, attempt, leaseMs),
    cancel: asked('cancel'),
    pause: asked('pause'),
    resume: asked('resume'),
    retry: asked('retry'),
    settle,
    recover,
    expire,
    onQueued: (listener) => onState(['queued'], ({ id }) => listener(id)),
    onStopping: (listener) => onState(['pausing', 'cancelling'], (change) => listener(change as Stopping)),
  };
}

/** Reads and changes a job again as long as somebody else changes it in between. */
async function insist(id: string, turn: () => Promise<Job | null | 'beaten'>): Promise<Job | null> {
  for (let turns = 0; turns < TURNS; turns++) {
    const job = await turn();
    if (job !== 'beaten') return job;
  }
  throw new Error(`The job ${id} was changed by others ${TURNS} times while this change was tried`);
}

function detailsOf(outcome: Outcome): Pick<Change, 'reason' | 'error' | 'lost'> {
  switch (outcome.kind) {
    case 'succeeded':
      return {};
    case 'failed':
      return { error: outcome.error };
    case 'stopped':
      return outcome.reason === undefined ? {} : { reason: outcome.reason };
    case 'lost':
      return { reason: outcome.reason, lost: true };
  }
}
