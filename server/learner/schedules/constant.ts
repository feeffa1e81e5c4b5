import type { Schedule } from './schedule.ts';

/** The same settings at every step. */
export const constant = (): Schedule => (_at, base) => ({ ...base });
