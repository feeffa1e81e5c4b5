/** What may be kept, and what may wait; 0: as much as comes. */
export type Limits = {
  /** Jobs that wait in the queue. */
  maxQueue: number;
  /** Bytes of the checkpoints of one run. */
  runQuota: number;
  /** Bytes of all artifacts. */
  diskQuota: number;
};

export const NO_LIMITS: Limits = { maxQueue: 0, runQuota: 0, diskQuota: 0 };
