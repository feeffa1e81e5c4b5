import type { Column, Entry, Histograms } from '../../shared/entries.ts';
import type { RunEvent } from '../../shared/events.ts';

/** JSON has no NaN and no infinity. A float32 becomes the very double it stands for. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const plainColumn = (column: ArrayLike<number>): (number | null)[] => Array.from(column, finite);

/** One histogram as a list. @param batch its place among the histograms */
export const histogram = ({ bins, counts }: Histograms, batch: number): number[] =>
  Array.from(counts.subarray(batch * bins, (batch + 1) * bins));

/** The event as everybody else sees it: an entry in its place in the journal, its columns as lists. */
export function toEvent(entry: Entry, place: { run: string; seq: number; time: Date }): RunEvent {
  const { run, seq, time } = place;
  return { run, seq, type: entry.type, time: time.toISOString(), ...plainFields(entry) } as RunEvent;
}

function plainFields(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return finite(value);
  if (ArrayBuffer.isView(value)) return plainColumn(value as Column);
  if (isHistograms(value)) {
    return Array.from({ length: value.counts.length / value.bins }, (_, batch) => histogram(value, batch));
  }
  return typeof value === 'object' && value !== null ? plainFields(value) : value;
}

function isHistograms(value: unknown): value is Histograms {
  return typeof value === 'object' && value !== null && 'bins' in value && 'counts' in value;
}
