import { BadCursor } from './errors.ts';

/** The place of a row in its list: what the list is sorted by, and a tie-breaker. */
export type Place = (string | number | null)[];

/** A cursor is opaque to callers: they hand back what they were given. */
export const encodeCursor = (place: Place): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * @param fits whether these are the values of a place in this very list, each of its type
 * @throws BadCursor
 */
export function decodeCursor<P extends Place>(cursor: string, fits: (place: unknown[]) => place is P): P {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new BadCursor(cursor, { cause });
  }
  if (!Array.isArray(place) || !fits(place)) throw new BadCursor(cursor);
  return place;
}

/** Cuts a list that was asked for one row more than a page holds. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  place: (row: Row) => Place,
): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? encodeCursor(place(last)) : null };
}
