/** docs/verdicts.md tells when each is said. */
export type HealthKind =
  | 'dead'
  | 'collapsed'
  | 'exploding'
  | 'off-center'
  | 'sawtooth'
  | 'one-class'
  | 'saturated'
  | 'healthy';

/** What is said of it: in numbers, and what to try. */
export type Words = { message: string; advice: string | null };

export type Finding = Words & {
  /** null: the network as a whole. */
  layer: string | null;
  kind: HealthKind;
  /** The training step at which it began. */
  since: number;
  /** Training batches that had been looked at when it was certain. */
  step: number;
};
