/**
 * Chooses rows of columns that belong together so that a chart of them looks the same: of each bucket of rows the
 * minimum and the maximum of every column, its first gap (a value that is not finite), and the first and the last row
 * of all.
 * @param columns of equal length
 * @param points about so many rows; more where columns do not peak together than there are points for
 * @returns indices, ascending
 */
export function sample(columns: readonly ArrayLike<number>[], length: number, points: number): number[] {
  if (length <= points) return Array.from({ length }, (_, i) => i);
  const buckets = Math.max(1, Math.floor((points - 2) / (2 * Math.max(1, columns.length))));
  const kept = new Set([0, length - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    for (const column of columns) for (const index of landmarks(column, from, to)) kept.add(index);
  }
  return [...kept].sort((a, b) => a - b);
}

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
  return [low, high, gap].filter((index) => index >= 0);
}
