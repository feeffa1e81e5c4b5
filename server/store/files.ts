/**
 * The artifacts' files, as far as the rows that name them need them: server/artifacts has the real ones. A port, since
 * whoever opens the store without a folder of artifacts (a tool, a test) has none.
 */
export interface Files {
  /** Bytes; null when there is no such file. */
  size(digest: string): Promise<number | null>;
  /** @returns false, and nothing is done, when it was put within the last `minAgeMs` */
  remove(digest: string, minAgeMs: number): Promise<boolean>;
  /** All that are there, with the time since each was put last. */
  list(): AsyncIterable<{ digest: string; ageMs: number }>;
}

/** Believes that every file is there, of no size, and never has one to remove. */
export const NO_FILES: Files = {
  size: async () => 0,
  remove: async () => true,
  async *list() {},
};
