import type { RunEvent } from '../../../shared/events.ts';
import type { Store } from '../../store/index.ts';
import { type Frame, frameOf } from './frame.ts';
import { Pages } from './pages.ts';
import { Tail } from './tail.ts';

type Watched = { tail: Tail; listeners: Set<() => void> };

/** The tails of the runs that somebody listens to. Without a listener nothing is serialised and nothing is kept. */
export class RunTails {
  readonly #journal: Store['journal'];
  readonly #pages: Pages;
  readonly #watched = new Map<string, Watched>();

  constructor(journal: Store['journal']) {
    this.#journal = journal;
    this.#pages = new Pages(journal);
  }

  /** How many runs are kept in memory. */
  get size(): number {
    return this.#watched.size;
  }

  append(run: string, events: readonly RunEvent[]): void {
    this.#pages.written();
    const watched = this.#watched.get(run);
    if (!watched) return;
    watched.tail.append(events.map(frameOf));
    for (const listener of watched.listeners) listener();
  }

  /** @param listener called after each append; must not throw */
  watch(run: string, listener: () => void): { tail: Tail; leave: () => void } {
    const watched = this.#watched.get(run) ?? { tail: new Tail(), listeners: new Set() };
    this.#watched.set(run, watched);
    watched.listeners.add(listener);
    const leave = () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.#watched.get(run) === watched) this.#watched.delete(run);
    };
    return { tail: watched.tail, leave };
  }

  /** Some of the frames after a seq, without holes. */
  read(run: string, after: number): Promise<Frame[]> {
    return this.#pages.read(run, after);
  }

  /** The last event of a run; undefined when there is no such run. Every journal has a first event. */
  async last(run: string): Promise<Frame | undefined> {
    const seq = await this.#journal.lastSeq(run);
    if (seq === null) return undefined;
    const [event] = await this.#journal.read(run, seq - 1, 1);
    return event && frameOf(event);
  }
}
