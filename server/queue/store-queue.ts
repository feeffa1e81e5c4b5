import type { State } from '../../shared/lifecycle.ts';
import type { Job } from '../../shared/resources.ts';
import { type Change, HELD, type Store } from '../store/index.ts';
import { WrongState } from './errors.ts';
import { nextState } from './outcome.ts';
import type { Outcome, Queue } from './queue.ts';

const CANCELLED: Partial<Record<State, State>> = {
  queued: 'cancelled',
  paused: 'cancelled',
  running: 'cancelling',
  pausing: 'cancelling',
};

/** More than a job can go through while one change is tried: states move on, and only people move them back. */
const TURNS = 10;

/** The queue over the jobs of the store, for one server process. */
export function storeQueue({ jobs, journal }: Pick<Store, 'jobs' | 'journal'>): Queue {
  /** What was said of changes of state is what tells of them: whoever made the change, nobody is forgotten. */
  function onState(state: State, listener: (id: string, attempt: number) => void): () => void {
    return journal.onAppend((run, events) => {
      for (const event of events)
        if (event.type === 'state' && event.to === state) listener(run, event.attempt);
    });
  }

  const cancel = (id: string): Promise<Job | null> =>
    insist(id, async () => {
      const job = await jobs.get(id);
      if (!job || job.state === 'cancelling') return job;
      const to = CANCELLED[job.state];
      if (to === undefined) throw new WrongState(id, 'cancelled', job.state);
      return (await jobs.change(id, { from: [job.state], to, attempt: job.attempt })) ?? 'beaten';
    });

  const settle = (id: string, attempt: number, outcome: Outcome): Promise<Job | null> =>
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
    const settled: Job[] = [];
    for (const { id, attempt } of left) {
      const job = await settle(id, attempt, {
        kind: 'lost',
        reason: 'The server ended while the job was running',
      });
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
    enqueue: (spec) => jobs.create(spec),
    claim: (worker, devices) => jobs.claim(worker, devices),
    cancel,
    settle,
    recover,
    onQueued: (listener) => onState('queued', listener),
    onCancelling: (listener) => onState('cancelling', listener),
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
