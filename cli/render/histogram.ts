const BARS = '▁▂▃▄▅▆▇█';

/** Counts as one character a bin, on a log scale so that rare values stay visible; an empty bin is a space. */
export function histogram(counts: readonly number[]): string {
  const most = Math.log1p(Math.max(0, ...counts));
  return counts
    .map((count) => (count > 0 ? BARS[Math.round((Math.log1p(count) / most) * (BARS.length - 1))]! : ' '))
    .join('');
}
