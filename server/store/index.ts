export type { ActivationsQuery } from './activations.ts';
export type { Claim } from './claim.ts';
export {
  BadCursor,
  DatabaseRefused,
  ImpossibleTransition,
  StaleAttempt,
  UnknownName,
  UnknownRun,
} from './errors.ts';
export type { AppendListener } from './feed.ts';
export { HELD, isHeld } from './fence.ts';
export type { JobPage, JobQuery } from './jobs.ts';
export type { Told } from './journal.ts';
export type { MetricsQuery } from './metrics.ts';
export type { RunQuery } from './run-list.ts';
export type { RunPage } from './runs.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type { Change } from './transition.ts';
