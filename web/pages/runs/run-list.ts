import { computed, signal } from '@preact/signals';
import { hasEnded, type State } from '../../../shared/lifecycle.ts';
import type { Job, RunSummary } from '../../../shared/resources.ts';
import type { Query } from '../../../shared/routes.ts';
import { client, explain } from '../../connection.ts';

export type Sort = Query<'listRuns'>['sort'];
export type Filter = { name: string; state: State | ''; tag: string; dataset: string; sort: Sort };

const PAGE = 50;
/** The most that one answer may have. */
const MOST = 500;
const WORKING: readonly State[] = ['running', 'pausing', 'cancelling'];

export const NO_FILTER: Filter = { name: '', state: '', tag: '', dataset: '', sort: '-createdAt' };

/** What was asked for last: kept for those who come back from a run. */
export const filter = signal<Filter>(NO_FILTER);

/** Runs as the server lists them, and what is going on with those that are not done. */
export class RunList {
  /** null before the first answer. */
  readonly runs = signal<readonly RunSummary[] | null>(null);
  readonly next = signal<string | null>(null);
  readonly fault = signal<string | null>(null);
  /** Jobs at work or waiting, by id. */
  readonly jobs = signal<ReadonlyMap<string, Job>>(new Map());
  readonly queue = computed(() =>
    [...this.jobs.value.values()]
      .filter(({ state }) => state === 'queued')
      .sort((a, b) => (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY)),
  );
  #asked = 0;

  /** Asks anew for as many as are shown. */
  async reload(): Promise<void> {
    const asked = ++this.#asked;
    const limit = Math.min(MOST, Math.max(PAGE, this.runs.peek()?.length ?? 0));
    try {
      const [page] = await Promise.all([this.#page({ limit }), this.reloadJobs()]);
      // A later question has another answer.
      if (asked !== this.#asked) return;
      this.runs.value = page.items;
      this.next.value = page.next;
      this.fault.value = null;
    } catch (error) {
      if (asked === this.#asked) this.fault.value = explain(error);
    }
  }

  async more(): Promise<void> {
    const cursor = this.next.peek();
    if (cursor === null) return;
    const asked = ++this.#asked;
    try {
      const page = await this.#page({ limit: PAGE, cursor });
      if (asked !== this.#asked) return;
      this.runs.value = [...(this.runs.peek() ?? []), ...page.items];
      this.next.value = page.next;
    } catch (error) {
      this.fault.value = explain(error);
    }
  }

  /** Something is not done yet, and will look different soon. */
  get isBusy(): boolean {
    return this.jobs.peek().size > 0 || (this.runs.peek() ?? []).some(({ state }) => !hasEnded(state));
  }

  async reloadJobs(): Promise<void> {
    const pages = await Promise.all(
      [...WORKING, 'queued' as const].map((state) => client.peek().jobs.list({ state, limit: MOST })),
    );
    const jobs = pages.flatMap(({ items }) => items);
    this.jobs.value = new Map(jobs.map((job) => [job.id, job]));
  }

  #page(more: Partial<Query<'listRuns'>>) {
    const { sort, ...rest } = filter.peek();
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
    return client.peek().runs.list({ ...given, sort, ...more });
  }
}
