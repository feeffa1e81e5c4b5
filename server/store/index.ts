export type { ActivationsQuery } from './activations.ts';
export type { Claim } from './claim.ts';
export type { Created } from './creation.ts';
export {
  ArtifactGone,
  ArtifactInUse,
  BadCursor,
  DatabaseRefused,
  DiskQuotaReached,
  ImpossibleTransition,
  KeyReused,
  QueueFull,
  RunHeld,
  StaleAttempt,
  TooMuchAsked,
  UnknownArtifact,
  UnknownName,
  UnknownRun,
} from './errors.ts';
export { DatabaseFault, faultBehind } from './faults.ts';
export type { AppendListener } from './feed.ts';
export { HELD, isHeld } from './fence.ts';
export type { Files } from './files.ts';
export type { JobPage, JobQuery } from './jobs.ts';
export type { Told } from './journal.ts';
export type { Limits } from './limits.ts';
export type { MetricsQuery } from './metrics.ts';
export { refuseFull } from './queue-limit.ts';
export type { Once } from './requests.ts';
export type { RunQuery } from './run-list.ts';
export type { RunPage } from './runs.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type { Change } from './transition.ts';
