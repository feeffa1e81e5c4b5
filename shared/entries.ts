import type { RunEvent } from './events.ts';

/**
 * What a trainer says of its run before the journal has given it a place: an event without `run`, `seq` and `time`,
 * whose columns are typed arrays. They cross the process boundary and rest in the database without becoming JSON.
 */
export type Column = Float32Array | Float64Array | Uint32Array;

/** Histograms of consecutive batches, one after the other: shape [batches, bins]. */
export type Histograms = { bins: number; counts: Uint32Array };

/** A number that may not be finite is a number here; only JSON needs null for it. */
type Columnar<T> = [T] extends [number | null] ? number : ColumnarPart<T>;
type ColumnarPart<T> = T extends (number | null)[]
  ? Column
  : T extends number[][]
    ? Histograms
    : T extends object
      ? { [K in keyof T]: Columnar<T[K]> }
      : T;

type Placed = 'run' | 'seq' | 'time';
type EntryOf<E> = E extends RunEvent ? Columnar<Omit<E, Placed>> : never;

export type Entry = EntryOf<RunEvent>;
export type EntryType = Entry['type'];
export type EntryWith<T extends EntryType> = Extract<Entry, { type: T }>;
