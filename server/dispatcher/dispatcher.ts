import type { DeviceName } from '../../shared/spec/device.ts';
import type { Outcome, Queue, Stopping } from '../queue/index.ts';
import type { Claim, Store } from '../store/index.ts';
import { type Attempt, type Equipment, startAttempt } from './attempt.ts';
import type { Log } from './log.ts';
import { Setbacks } from './setbacks.ts';

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
const TRIES_GOING_DOWN = 3;
/** An attempt whose trainer is lost sooner has hardly begun: the next one may be lost as soon. */
const HARDLY_MS = 10_000;
/** Of the tries to write the end of a training, a second each, one in so many is logged. */
const TRIES_A_LINE = 60;
/** So many stops are remembered of jobs that are not here; most are other workers'. */
const EARLY = 100;
const GOING_DOWN = 'The server is going down';
/** How long a trainer may take to stop at its next batch before it is ended by force. */
const STOP_MS = 10_000;
/** Timers of Node take no longer times. */
const MAX_SLEEP_MS = 24 * 60 * 60 * 1000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));

/** Takes one job after the other out of the queue and has each trained: claim, train, journal, settle. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { worker, queue, equipment, log } = options;
  const devices: readonly DeviceName[] = equipment.devices;
  let stopping = false;
  let current: { id: string; attempt: Attempt; isPausing: boolean } | undefined;
  let wake = (): void => {};
  const crashes = new Setbacks();
  const silences = new Setbacks({ first: PAUSE_AFTER_ERROR_MS, longest: 5 * PAUSE_AFTER_ERROR_MS });
  // A cancel or pause may be heard before the claim that it concerns has come back. Only the last few can matter.
  const early = new Map<string, Stopping>();

  const leave = [
    queue.onQueued(() => wake()),
    queue.onStopping((stopping) => {
      if (current?.id === stopping.id) stop(current, stopping);
      else hearEarly(stopping);
    }),
  ];
  const loop = run();

  function hearEarly(stopping: Stopping): void {
    early.set(stopping.id, stopping);
    if (early.size > EARLY) early.delete(early.keys().next().value!);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      // Made before the look into the queue: a job that comes in between is not slept over.
      const awake = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        const since = new Date();
        const claim = await queue.claim(worker, devices);
        silences.forget();
        if (claim) await train(claim);
        else if (!stopping) await sleep(awake, since);
      } catch (error) {
        log.error({ err: error }, 'the dispatcher could not reach the queue; it tries again');
        await silences.wait();
      }
    }
  }

  async function train(claim: Claim): Promise<void> {
    const began = performance.now();
    const outcome = await work(claim);
    await settle(claim, outcome);
    const isLost = outcome.kind === 'lost' && performance.now() - began < HARDLY_MS;
    if (isLost && !stopping) await crashes.wait();
    else crashes.forget();
  }

  /** Until a job comes into the queue, or the time of one that waited for it when the queue was looked into. */
  async function sleep(awake: Promise<void>, since: Date): Promise<void> {
    const due = await queue.nextDue(since);
    const timer = due && setTimeout(() => wake(), Math.min(due.getTime() - Date.now() + 1, MAX_SLEEP_MS));
    await awake;
    if (timer) clearTimeout(timer);
  }

  /** Who pauses wants to lose nothing: only silence ends that trainer. */
  function stop(training: NonNullable<typeof current>, { to }: Stopping): void {
    training.isPausing = to === 'pausing';
    training.attempt.stop(training.isPausing ? queue.leaseMs + STOP_MS : STOP_MS);
  }

  async function work(claim: Claim): Promise<Outcome> {
    const { id, attempt: number } = claim;
    try {
      const attempt = startAttempt(claim, options);
      current = { id, attempt, isPausing: false };
      log.info({ run: id, attempt: number, worker }, 'training started');
      const asked = early.get(id);
      if (asked?.attempt === number) stop(current, asked);
      else if (stopping) attempt.stop(STOP_MS, GOING_DOWN);
      return await attempt.outcome;
    } catch (error) {
      return { kind: 'lost', reason: `The trainer could not be started: ${(error as Error).message}` };
    } finally {
      current = undefined;
      early.clear();
    }
  }

  /** A job whose end cannot be written would be shown running for ever: this is tried until it is. */
  async function settle({ id, attempt }: Claim, outcome: Outcome): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const job = await queue.settle(id, attempt, outcome);
        log.info({ run: id, attempt, outcome, state: job?.state }, 'training ended');
        return;
      } catch (error) {
        if (tries % TRIES_A_LINE === 1)
          log.error({ err: error, run: id, attempt, outcome }, 'the end of a training could not be written');
        // The next start of the server finds it and settles it as lost.
        if (stopping && tries >= TRIES_GOING_DOWN) return;
        await pause();
      }
    }
  }

  return {
    async stop() {
      stopping = true;
      for (const end of leave) end();
      if (!current?.isPausing) current?.attempt.stop(STOP_MS, GOING_DOWN);
      for (const setbacks of [crashes, silences]) setbacks.end();
      wake();
      await loop;
    },
  };
}
