import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SPECS } from './specs.ts';

/** A job that was answered with 202. */
export type Promised = {
  id: string;
  spec: string;
  /** `maybe`: it was asked for, and no answer came. */
  deletion: 'no' | 'maybe' | 'done';
};

/** What the server has promised, and what it must not have answered. */
export class Promises {
  readonly jobs: Promised[] = [];
  /** Answers that no request may get, such as 500. */
  readonly faults: string[] = [];
  readonly answers = new Map<number, number>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get answered(): number {
    return Array.from(this.answers.values()).reduce((sum, times) => sum + times, 0);
  }

  /** Asks until it is answered, with one Idempotency-Key: a POST that got no answer may have made the job. */
  async submit(spec: string, signal: AbortSignal): Promise<void> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const body = JSON.stringify(SPECS[spec]);
    for (;;) {
      const answer = await this.#ask('/jobs', { method: 'POST', headers, body });
      if (answer?.status === 202) {
        const { id } = (await answer.json()) as { id: string };
        this.jobs.push({ id, spec, deletion: 'no' });
      }
      const isFinal = answer && ![429, 503, 507].includes(answer.status);
      if (isFinal || signal.aborted) return;
      await pause(200);
    }
  }

  /** @returns the status; undefined when no answer came */
  async request(job: Promised, name: 'pause' | 'resume' | 'cancel' | 'retry'): Promise<number | undefined> {
    return (await this.#ask(`/jobs/${job.id}/${name}`, { method: 'POST' }))?.status;
  }

  async remove(job: Promised): Promise<void> {
    const answer = await this.#ask(`/runs/${job.id}`, { method: 'DELETE' });
    if (!answer) job.deletion = 'maybe';
    if (answer?.status === 204) job.deletion = 'done';
  }

  async #ask(path: string, init: RequestInit): Promise<Response | undefined> {
    const answer = await fetch(this.#url + path, init).catch(() => undefined);
    if (!answer) return undefined;
    this.answers.set(answer.status, (this.answers.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500 && ![503, 507].includes(answer.status)) {
      this.faults.push(`${init.method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    }
    return answer;
  }
}
