import type { DeviceName } from '../../shared/spec/job-spec.ts';
import type { Queue } from '../queue/index.ts';
import type { Claim, Store } from '../store/index.ts';
import { type Attempt, type Equipment, startAttempt } from './attempt.ts';

export type Log = {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type DispatcherOptions = {
  /** Told to the queue with each claim. */
  worker: string;
  queue: Queue;
  store: Pick<Store, 'journal' | 'runs'>;
  equipment: Equipment;
  log: Log;
  /** Another trainer program, for tests and measurements. */
  trainer?: string;
};

export type Dispatcher = {
  /** Takes no more jobs, lets the running one stop at its next batch and gives it back. */
  stop(): Promise<void>;
};

const PAUSE_AFTER_ERROR_MS = 1000;

/** Takes one job after the other out of the queue and has each trained: claim, train, journal, settle. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { worker, queue, store, equipment, log } = options;
  const devices: readonly DeviceName[] = equipment.devices;
  let stopping = false;
  let current: { id: string; attempt: Attempt } | undefined;
  let wake = (): void => {};
  // A cancel may be heard before the claim that it concerns has come back.
  const cancelled = new Set<string>();

  const leave = [
    queue.onQueued(() => wake()),
    queue.onCancelling((id) => {
      cancelled.add(id);
      if (current?.id === id) current.attempt.stop();
    }),
  ];
  const loop = run();

  async function run(): Promise<void> {
    while (!stopping) {
      // Made before the look into the queue: a job that comes in between is not slept over.
      const awake = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        const claim = await queue.claim(worker, devices);
        if (claim) await work(claim);
        else if (!stopping) await awake;
      } catch (error) {
        log.error({ err: error }, 'the dispatcher could not reach the queue; it tries again');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  async function work(claim: Claim): Promise<void> {
    const { id, attempt: number } = claim;
    const attempt = startAttempt(claim, equipment, store, options.trainer);
    current = { id, attempt };
    log.info({ job: id, attempt: number }, 'training started');
    if (cancelled.has(id)) attempt.stop();
    else if (stopping) attempt.stop('The server is going down');
    const outcome = await attempt.outcome;
    current = undefined;
    cancelled.delete(id);
    const job = await queue.settle(id, number, outcome);
    log.info({ job: id, attempt: number, outcome, state: job?.state }, 'training ended');
  }

  return {
    async stop() {
      stopping = true;
      for (const end of leave) end();
      current?.attempt.stop('The server is going down');
      wake();
      await loop;
    },
  };
}
