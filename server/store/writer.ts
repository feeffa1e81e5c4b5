import type { RunEvent } from '../../shared/events.ts';
import type { Database, Tables } from './database.ts';
import type { Feed } from './feed.ts';

/** Says what is to be published once the transaction is committed. */
export type Publish = (run: string, events: RunEvent[]) => void;
type Work<T> = (tables: Tables, publish: Publish) => Promise<T>;

/** Longer than the busy timeout: the wait for another process must not look like a slow transaction. In ms. */
const LIMITS = { maxWait: 15_000, timeout: 15_000 };

/**
 * Every write to the database goes through here, one transaction after the other: the events of a run are published
 * in the order of their seq because they are committed in that order, and nothing is published that is not committed.
 */
export class Writer {
  readonly #database: Database;
  readonly #feed: Feed;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, feed: Feed) {
    this.#database = database;
    this.#feed = feed;
  }

  /** Runs `work` in a transaction of its own; when it throws, nothing was written and nothing is published. */
  write<T>(work: Work<T>): Promise<T> {
    const done = this.#last.then(() => this.#commit(work));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves once everything asked for until now is written. */
  async drain(): Promise<void> {
    await this.#last;
  }

  async #commit<T>(work: Work<T>): Promise<T> {
    const said: [run: string, events: RunEvent[]][] = [];
    const result = await this.#database.$transaction(
      (tables) => work(tables, (run, events) => said.push([run, events])),
      LIMITS,
    );
    for (const [run, events] of said) this.#feed.publish(run, events);
    return result;
  }
}
