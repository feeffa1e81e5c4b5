import type { Tables } from './database.ts';
import { HELD } from './fence.ts';
import type { Files } from './files.ts';
import { isNamed } from './references.ts';
import type { Writer } from './writer.ts';

/**
 * A trainer puts a file and says it after that: in between no row names it. Longer than that takes, in ms. Only who
 * puts bytes that are there already can be taken by surprise, by a removal for others who had them.
 */
const GRACE_MS = 60_000;

type DisposalDeps = {
  database: Tables;
  writer: Writer;
  files: Files;
  sync: () => Promise<void>;
  graceMs?: number | undefined;
};

/** Removes the files of artifacts that nobody names any more. */
export class Disposal {
  readonly #database: Tables;
  readonly #writer: Writer;
  readonly #files: Files;
  readonly #sync: () => Promise<void>;
  readonly #graceMs: number;
  readonly #later = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param deps.sync makes every commit until now survive a power cut */
  constructor({ database, writer, files, sync, graceMs = GRACE_MS }: DisposalDeps) {
    this.#database = database;
    this.#writer = writer;
    this.#files = files;
    this.#sync = sync;
    this.#graceMs = graceMs;
  }

  /** Removes those that no row names: at once while nobody trains, else once they were not put for a while. */
  async drop(digests: Iterable<string>): Promise<void> {
    for (const digest of new Set(digests)) {
      if (this.#isClosed) return;
      const isDone = await this.#writer.write(async (tables) => {
        if (await isNamed(tables, digest)) return true;
        return this.#remove(digest, (await isTraining(tables)) ? this.#graceMs : 0);
      });
      if (!isDone) this.#postpone(digest);
    }
  }

  /**
   * Removes every file that no row names and that was not put for `minAgeMs`: what a crash left behind between rows and
   * files, or a trainer that was lost before it said what it had put.
   * @returns how many
   */
  async sweep(minAgeMs: number): Promise<number> {
    let removed = 0;
    for await (const { digest, ageMs } of this.#files.list()) {
      if (ageMs < minAgeMs) continue;
      if (this.#isClosed) return removed;
      // A look outside of any transaction spares most files one.
      if ((await isNamed(this.#database, digest)) || this.#isClosed) continue;
      const isGone = await this.#writer.write(
        async (tables) => !(await isNamed(tables, digest)) && this.#remove(digest, minAgeMs),
      );
      if (isGone) removed += 1;
    }
    return removed;
  }

  /** What was to be removed later is left to the next sweep. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Inside the transaction that saw that no row names it: nobody can name it, and give it up again, after the sync. */
  async #remove(digest: string, minAgeMs: number): Promise<boolean> {
    await this.#sync();
    return this.#files.remove(digest, minAgeMs);
  }

  #postpone(digest: string): void {
    this.#later.add(digest);
    if (this.#isClosed || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const digests = [...this.#later];
      this.#later.clear();
      // Whatever fails is left to the sweep.
      this.drop(digests).catch(() => {});
    }, this.#graceMs);
    this.#timer.unref();
  }
}

/** Whether there is a trainer that may have put something that it has not said yet. */
async function isTraining(tables: Tables): Promise<boolean> {
  return (await tables.job.count({ where: { state: { in: [...HELD] } } })) > 0;
}
