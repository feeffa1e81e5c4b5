/** What was put together out of a journal, up to one of its events. */
export type Known<T> = { table: T; until: number };

/** Numbers that are kept, of 8 bytes each. */
const MAX_KEPT = 4_000_000;

/**
 * Tables that were read of late: whoever reads one again, as pages do that are loaded anew or look every few seconds,
 * waits for what was said since only.
 */
export class RecentTables<T> {
  readonly #sizeOf: (table: T) => number;
  readonly #most: number;
  readonly #kept = new Map<string, Known<T>>();

  /** @param sizeOf how many numbers a table holds @param most how many are kept in all */
  constructor(sizeOf: (table: T) => number, most = MAX_KEPT) {
    this.#sizeOf = sizeOf;
    this.#most = most;
  }

  /** Hands it over: a table whose reader fails half way is lost, and read from the beginning the next time. */
  take(key: string): Known<T> | undefined {
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    return known;
  }

  /** Keeps it, and lets go of those that nobody has asked for the longest. */
  keep(key: string, known: Known<T>): void {
    this.#kept.set(key, known);
    let size = 0;
    for (const { table } of this.#kept.values()) size += this.#sizeOf(table);
    for (const [oldest, { table }] of this.#kept) {
      if (size <= this.#most) return;
      this.#kept.delete(oldest);
      size -= this.#sizeOf(table);
    }
  }
}
