import type { Line } from './series.ts';
import type { Range } from './zoom.ts';

/** From the first to the last x of all lines. */
export function wholeRange(lines: readonly Line[]): Range | null {
  const filled = lines.filter(({ x }) => x.length > 0);
  if (filled.length === 0) return null;
  return [Math.min(...filled.map(({ x }) => x[0]!)), Math.max(...filled.map(({ x }) => x[x.length - 1]!))];
}

/**
 * The part of y that is shown: all values and the band, with a little room; a usual one where nothing is to be shown.
 * @param found lowest and highest value in view, null where there is none
 */
export function verticalRange(
  [min, max]: readonly [number | null, number | null],
  { log, band }: { log: boolean; band?: Range | undefined },
): [number, number] {
  // A band may begin at 0 and below, which has no place on a logarithmic axis.
  const shown = [min, max, ...(band && !log ? band : [])].filter(
    (value) => value !== null && Number.isFinite(value),
  );
  if (shown.length === 0) return log ? [0.1, 1] : [0, 1];
  const [low, high] = [Math.min(...(shown as number[])), Math.max(...(shown as number[]))];
  if (log) return low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}
