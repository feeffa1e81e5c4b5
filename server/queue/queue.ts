import type { Job } from '../../shared/resources.ts';
import type { DeviceName } from '../../shared/spec/device.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Claim, Created, Once } from '../store/index.ts';

/** How an attempt ended. What becomes of the job then, server/queue/outcome.ts says. */
export type Outcome =
  | { kind: 'succeeded' }
  /** The training itself failed: it would fail again. */
  | { kind: 'failed'; error: string }
  /** It was told to stop: by a cancel, by a pause, or because the server goes down. Costs no attempt. */
  | { kind: 'stopped'; reason?: string }
  /** The trainer is gone without a word: a crash, a kill, a hang. */
  | { kind: 'lost'; reason: string };

export type Stopping = { id: string; attempt: number; to: 'pausing' | 'cancelling' };

/** Between those who want something trained and those who train. A narrow port: another driver may sit on a broker. */
export interface Queue {
  /** How long a worker has a job without a word, in ms. */
  readonly leaseMs: number;
  /** Puts a job, checked and filled, at its place in the queue. */
  enqueue(spec: JobSpec): Promise<Job>;
  /** As enqueue; a request that made a job before gets that one. @throws KeyReused */
  enqueueOnce(spec: JobSpec, once: Once): Promise<Created>;
  /** Takes the next job for a worker that has these devices; null when none waits for one of them. */
  claim(worker: string, devices: readonly DeviceName[]): Promise<Claim | null>;
  /** The time of the next job that waited for one at `since`, which may have come by now; null when none did. */
  nextDue(since: Date): Promise<Date | null>;
  /**
   * The worker lives: its lease begins anew.
   * @returns whether it still has the job; if not, its trainer must stop
   */
  heartbeat(id: string, attempt: number): Promise<boolean>;
  /**
   * Takes a job out of the queue, or asks its worker to stop; asking twice is no mistake.
   * @returns null when there is no such job
   * @throws WrongState when it has ended
   */
  cancel(id: string): Promise<Job | null>;
  /** Asks the worker to keep all and stop. @returns null: no such job @throws WrongState unless it is running or pausing */
  pause(id: string): Promise<Job | null>;
  /** Puts a paused job back into the queue. @returns null: no such job @throws WrongState */
  resume(id: string): Promise<Job | null>;
  /** Puts a failed or cancelled job back into the queue. @returns null: no such job @throws WrongState */
  retry(id: string): Promise<Job | null>;
  /**
   * Says how an attempt ended.
   * @returns the job as it is now, null when this attempt does not have it any more
   */
  settle(id: string, attempt: number, outcome: Outcome): Promise<Job | null>;
  /** At the start of the server: settles what a server that died left behind. @returns the jobs settled */
  recover(): Promise<Job[]>;
  /**
   * Takes the jobs back whose worker had let its lease pass at the call before, and has not been heard since: a machine
   * that slept finds all leases over, and its workers say at once that they live.
   * @returns the jobs settled
   */
  expire(): Promise<Job[]>;
  /** Calls `listener` whenever a job came into the queue. @returns a function that ends the subscription */
  onQueued(listener: (id: string) => void): () => void;
  /** Calls `listener` whenever a running job is to stop. @returns a function that ends the subscription */
  onStopping(listener: (stopping: Stopping) => void): () => void;
}
