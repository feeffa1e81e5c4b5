/** One message with training batches: its first step, how many, and when it was said (ms since 1970). */
export type Said = { from: number; count: number; at: number };

/** Where bench/timed-trainer.ts writes them down, a line of JSON each. */
export const saidFile = (cacheDir: string): string => `${cacheDir}/said.jsonl`;
