import { polyline } from './braille.ts';
import { brief } from './numbers.ts';

export type Curve = {
  /** Above 0: the axis is logarithmic. */
  x: readonly number[];
  /** null: not finite, left out. */
  y: readonly (number | null)[];
  /** An x to point at. */
  mark: number | null;
};

/** A curve over a logarithmic axis, with its extremes beside the axes. @param width, height of the curve, in characters */
export function curveLines({ x, y, mark }: Curve, width = 64, height = 12): string[] {
  const points = x.flatMap((at, i) => (y[i] == null ? [] : [{ at, value: y[i] }]));
  if (points.length === 0) return [];
  const [left, right] = spanOf(points.map(({ at }) => Math.log(at)));
  const [low, high] = spanOf(points.map(({ value }) => value));
  const across = (at: number) => Math.min(1, Math.max(0, (Math.log(at) - left) / (right - left)));
  const rows = polyline(
    points.map(({ at, value }) => ({ x: across(at), y: (value - low) / (high - low) })),
    width,
    height,
  );
  const labels = new Map([
    [0, brief(high)],
    [height - 1, brief(low)],
  ]);
  const margin = Math.max(...[...labels.values()].map((label) => label.length));
  const marked = mark === null ? null : Math.round(across(mark) * (width - 1));
  const indent = ' '.repeat(margin + 1);
  const [from, to] = [brief(points[0]!.at), brief(points.at(-1)!.at)];
  return [
    ...rows.map((row, i) => `${(labels.get(i) ?? '').padStart(margin)} │${row}`),
    `${indent}└${Array.from({ length: width }, (_, i) => (i === marked ? '┴' : '─')).join('')}`,
    ...(marked === null ? [] : [`${indent} ${pointer(marked, brief(mark!), width)}`]),
    `${indent} ${from}${to.padStart(width - from.length)}`,
  ];
}

/** An arrow with its value to the right of it, or to the left where there is no room. */
const pointer = (at: number, label: string, width: number): string =>
  at + label.length + 2 <= width ? `${' '.repeat(at)}↑ ${label}` : `${`${label} ↑`.padStart(at + 1)}`;

/** Least and greatest, apart from one another also where all are the same. */
function spanOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least < most ? [least, most] : [least - 1, most + 1];
}
