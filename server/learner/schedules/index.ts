/** Learning rate and momentum over time, as pure functions that give what torch's schedulers of the same names give. */
export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { exponential } from './exponential.ts';
export { type OneCycleOptions, oneCycle } from './one-cycle.ts';
export type { Position, Schedule } from './schedule.ts';
export { step } from './step.ts';
