import type { Job } from '../../shared/resources.ts';
import type { DeviceName, JobSpec } from '../../shared/spec/job-spec.ts';
import type { Claim } from '../store/index.ts';

/** How an attempt ended. What becomes of the job then, server/queue/outcome.ts says. */
export type Outcome =
  | { kind: 'succeeded' }
  /** The training itself failed: it would fail again. */
  | { kind: 'failed'; error: string }
  /** It was told to stop: by a cancel, by a pause, or because the server goes down. Costs no attempt. */
  | { kind: 'stopped'; reason?: string }
  /** The trainer is gone without a word: a crash, a kill, a hang. */
  | { kind: 'lost'; reason: string };

/** Between those who want something trained and those who train. A narrow port: another driver may sit on a broker. */
export interface Queue {
  /** Puts a job, checked and filled, at its place in the queue. */
  enqueue(spec: JobSpec): Promise<Job>;
  /** Takes the next job for a worker that has these devices; null when none waits for one of them. */
  claim(worker: string, devices: readonly DeviceName[]): Promise<Claim | null>;
  /**
   * Takes a job out of the queue, or asks its worker to stop; asking twice is no mistake.
   * @returns null when there is no such job
   * @throws WrongState when it has ended
   */
  cancel(id: string): Promise<Job | null>;
  /**
   * Says how an attempt ended.
   * @returns the job as it is now, null when this attempt does not have it any more
   */
  settle(id: string, attempt: number, outcome: Outcome): Promise<Job | null>;
  /** At the start of the server: settles what a server that died left behind. @returns the jobs settled */
  recover(): Promise<Job[]>;
  /** Calls `listener` whenever a job came into the queue. @returns a function that ends the subscription */
  onQueued(listener: (id: string) => void): () => void;
  /** Calls `listener` whenever a running job is to be cancelled. @returns a function that ends the subscription */
  onCancelling(listener: (id: string, attempt: number) => void): () => void;
}
