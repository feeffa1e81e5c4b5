/**
 * Chooses rows of columns that belong together so that a chart of them looks the same: of each bucket of rows the
 * minimum and the maximum of every column, its first gap (a value that is not finite), and the first and the last row
 * of all. Where not even one bucket has room for all of these, as many as have.
 * @param columns of equal length
 * @param points at most so many rows, 2 or more
 * @returns indices, ascending
 */
export function sample(columns: readonly ArrayLike<number>[], length: number, points: number): number[] {
  if (length <= points) return Array.from({ length }, (_, i) => i);
  const most = columns.reduce((sum, column) => sum + landmarks(column, 0, length).length, 0);
  const buckets = Math.max(1, Math.floor((points - 2) / Math.max(1, most)));
  let kept = landmarksOf(columns, { length, buckets, points });
  // Columns often share their landmarks: as long as there is room each bucket is divided further, and keeps its own.
  for (let parts = 2; buckets * parts <= length; parts++) {
    const finer = landmarksOf(columns, { length, buckets: buckets * parts, points: points + 1 });
    if (finer.size > points) break;
    kept = finer;
  }
  return [...kept].sort((a, b) => a - b);
}

/** The first and the last row and the landmarks of each bucket, as long as there is room for them. */
function landmarksOf(
  columns: readonly ArrayLike<number>[],
  { length, buckets, points }: { length: number; buckets: number; points: number },
): Set<number> {
  const kept = new Set([0, length - 1]);
  for (let bucket = 0; bucket < buckets && kept.size < points; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    const found = columns.map((column) => landmarks(column, from, to));
    // Each column's first landmark, then each one's second: none is crowded out by those before it.
    for (let nth = 0; nth < LANDMARKS; nth++) {
      for (const { [nth]: index } of found) if (index !== undefined && kept.size < points) kept.add(index);
    }
  }
  return kept;
}

const LANDMARKS = 3;

function landmarks(column: ArrayLike<number>, from: number, to: number): number[] {
  let [low, high, gap] = [-1, -1, -1];
  for (let i = from; i < to; i++) {
    const value = column[i]!;
    if (!Number.isFinite(value)) {
      if (gap < 0) gap = i;
      continue;
    }
    if (low < 0 || value < column[low]!) low = i;
    if (high < 0 || value > column[high]!) high = i;
  }
  return [low, high === low ? -1 : high, gap].filter((index) => index >= 0);
}
