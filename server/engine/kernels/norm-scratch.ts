/** Bytes of scratch that the norms want: assembly/channels.ts says what a period is, and each thread has sums for one. */
export function normScratch(channels: number, threads: number): number {
  const period = (channels / Math.min(channels & -channels, 16)) * 16;
  return threads * (64 * period + 256);
}
