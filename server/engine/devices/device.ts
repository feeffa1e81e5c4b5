/** What the engine knows of a way to compute. */
export type DeviceReport<Name extends string = string> = {
  name: Name;
  available: boolean;
  /** Why it is not available, and what would help. */
  reason: string | null;
  version: string | null;
  threads: number | null;
  simd: boolean | null;
  /** The GPU that really does the work; null: the CPU does. */
  gpu: string | null;
};

export type Backend<Name extends string = string> = {
  name: Name;
  /** Makes it tfjs's backend and proves with a small product that it computes. Throws a sentence when it cannot. */
  start(threads: number): Promise<Omit<DeviceReport, 'name' | 'available' | 'reason'>>;
};
