import type { JobSpec } from './job-spec.ts';

/** How often a job goes through the training set at most. */
export const epochsOf = (spec: JobSpec): number => (spec.kind === 'train' ? spec.epochs : spec.maxEpochs);
