import type { RunEvent } from '../../../shared/events.ts';
import { hasEnded, STATES } from '../../../shared/lifecycle.ts';
import type { Store } from '../../store/index.ts';
import { type Frame, frameOf } from './frame.ts';

const UNFINISHED = STATES.filter((state) => !hasEnded(state));
const PAGE = 500;
/** Events of one look back for the last change of state. */
const LOOK_BACK = 64;

/** The changes of state of all jobs: the latest of every unfinished job, and the new ones as they happen. */
export class JobStates {
  readonly #store: Pick<Store, 'jobs' | 'journal'>;
  readonly #listeners = new Set<(frame: Frame) => void>();
  /** Unfinished jobs whose state changed while this server ran, or that were looked up in their journals. */
  readonly #latest = new Map<string, Frame>();
  /** Looks into journals that are under way; what is heard of a job meanwhile knows better. */
  readonly #looks = new Map<string, Promise<Frame | undefined>>();

  constructor(store: Pick<Store, 'jobs' | 'journal'>) {
    this.#store = store;
  }

  append(run: string, events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.type !== 'state') continue;
      const frame = frameOf(event);
      this.#looks.delete(run);
      if (hasEnded(event.to)) this.#latest.delete(run);
      else this.#latest.set(run, frame);
      for (const listener of this.#listeners) listener(frame);
    }
  }

  /** @param listener must not throw. @returns a function that ends the subscription */
  subscribe(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In the order in which the jobs were made. A job that changes meanwhile may be missing: its change is told. */
  async *unfinished(): AsyncGenerator<Frame> {
    const runs = new Set<string>();
    for (const state of UNFINISHED) {
      let cursor: string | undefined;
      do {
        const page = await this.#store.jobs.list({ state, limit: PAGE, cursor });
        for (const { id } of page.items) runs.add(id);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    }
    // Ids sort by creation.
    for (const run of [...runs].sort()) {
      const frame = this.#latest.get(run) ?? (await this.#lookUp(run));
      if (frame) yield frame;
    }
  }

  /** Looks once for all readers, and remembers. */
  #lookUp(run: string): Promise<Frame | undefined> {
    const under = this.#looks.get(run);
    if (under) return under;
    const look = this.#lookBack(run).then((frame) => {
      if (frame && this.#looks.get(run) === look) this.#latest.set(run, frame);
      return frame;
    });
    this.#looks.set(run, look);
    const over = () => this.#looks.get(run) === look && this.#looks.delete(run);
    look.then(over, over);
    return look;
  }

  async #lookBack(run: string): Promise<Frame | undefined> {
    let end = (await this.#store.journal.lastSeq(run)) ?? 0;
    while (end > 0) {
      const start = Math.max(0, end - LOOK_BACK);
      const events = await this.#store.journal.read(run, start, end - start);
      const last = events.findLast(({ type }) => type === 'state');
      // One that has ended by now is heard of through its change.
      if (last) return last.type === 'state' && hasEnded(last.to) ? undefined : frameOf(last);
      end = start;
    }
    return undefined;
  }
}
