import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../shared/events.ts';
import type { Database, Tables } from './database.ts';
import { DatabaseFault } from './faults.ts';
import type { Feed } from './feed.ts';
import { Health } from './health.ts';

/** Says what is to be published once the transaction is committed. */
export type Publish = (run: string, events: RunEvent[]) => void;
type Work<T> = (tables: Tables, publish: Publish) => Promise<T>;

/** A wait for another process must not look like a slow transaction. In ms. */
const LIMITS = { maxWait: 15_000, timeout: 15_000 };
/** How long a write waits for another process that writes, such as the sqlite3 shell, in ms. */
const PATIENCE_MS = 5000;
/** Between two tries to begin, in ms: twice as long each time. Reads go on meanwhile. */
const PAUSE_MS = { first: 25, longest: 250 };

/**
 * Every write to the database goes through here, one transaction after the other: the events of a run are published
 * in the order of their seq because they are committed in that order, and nothing is published that is not committed.
 */
export class Writer {
  readonly #database: Database;
  readonly #feed: Feed;
  readonly #health: Health;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, feed: Feed, health = new Health()) {
    this.#database = database;
    this.#feed = feed;
    this.#health = health;
  }

  /**
   * Runs `work` in a transaction of its own; when it throws, nothing was written and nothing is published.
   * @param patienceMs how long from now another process may hold it up
   * @throws DatabaseFault
   */
  write<T>(work: Work<T>, patienceMs = PATIENCE_MS): Promise<T> {
    // Counted from here: those that wait for their turn wait for the same lock, and not one after the other.
    const until = Date.now() + patienceMs;
    const done = this.#last.then(() => this.#insist(work, until));
    // Whatever becomes of this write or of who is told of it, the next one has its turn.
    this.#last = done.catch((error) => this.#health.failed(error)).catch(() => {});
    return done;
  }

  /** Resolves once everything asked for until now is written. */
  async drain(): Promise<void> {
    await this.#last;
  }

  async #insist<T>(work: Work<T>, until: number): Promise<T> {
    for (let wait = PAUSE_MS.first; ; wait = Math.min(2 * wait, PAUSE_MS.longest)) {
      let hasBegun = false;
      try {
        return await this.#commit((tables, publish) => {
          hasBegun = true;
          return work(tables, publish);
        });
      } catch (error) {
        const isLocked = error instanceof DatabaseFault && error.kind === 'locked';
        if (!isLocked || hasBegun || Date.now() + wait > until) throw error;
        await pause(wait);
      }
    }
  }

  async #commit<T>(work: Work<T>): Promise<T> {
    const said: [run: string, events: RunEvent[]][] = [];
    const result = await this.#database.$transaction(
      (tables) => work(tables, (run, events) => said.push([run, events])),
      LIMITS,
    );
    if (said.length > 0) this.#health.wrote();
    for (const [run, events] of said) this.#feed.publish(run, events);
    return result;
  }
}
