import { type Line, lowerBound } from './series.ts';

/** What uPlot draws: null breaks a line; undefined says that this line has nothing at this x, and does not. */
export type Thinned = { x: number[]; columns: (number | null | undefined)[][] };

export type View = {
  /** Left and right edge. */
  min: number;
  max: number;
  /** Pixel columns between them. */
  width: number;
  /** Pixels are spread over the logarithm of x. */
  logX?: boolean;
  /** The logarithm of the values is drawn: 0 and below have no place there, and are gaps. */
  log?: boolean;
};

/**
 * Lines with an x each, put on one x and thinned so that a chart of `width` pixels looks the same: of each pixel column a
 * line keeps its lowest and highest value, in their order. Few enough rows stay as they are. The neighbours on both
 * sides of the view stay too, so that a line goes on to the edge.
 */
export function thin(lines: readonly Line[], view: View): Thinned {
  const parts = lines.map((line) => inView(line, view));
  const xs = new Map(lines.map(({ x }) => [x, 0]));
  for (const { x, from, to } of parts) xs.set(x, to - from);
  const rows = [...xs.values()].reduce((sum, count) => sum + count, 0);
  const isDrawn = view.log ? isPositive : Number.isFinite;
  return rows <= 2 * view.width ? joined(parts, isDrawn) : gridded(parts, view, isDrawn);
}

type Part = Line & { from: number; to: number };

function inView({ x, values }: Line, { min, max }: View): Part {
  return {
    x,
    values,
    from: Math.max(0, lowerBound(x, min) - 1),
    to: Math.min(x.length, lowerBound(x, max) + 2),
  };
}

const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0;
type Check = (value: number) => boolean;

/** Every row of every line. */
function joined(parts: readonly Part[], isDrawn: Check): Thinned {
  const places = new Set<number>();
  for (const { x, from, to } of parts) for (let i = from; i < to; i++) places.add(x[i]!);
  const x = [...places].sort((a, b) => a - b);
  const columns = parts.map((part) => {
    const column = new Array<number | null | undefined>(x.length).fill(undefined);
    let row = 0;
    for (let i = part.from; i < part.to; i++) {
      while (x[row]! < part.x[i]!) row++;
      column[row] = isDrawn(part.values[i]!) ? part.values[i]! : null;
    }
    return column;
  });
  return { x, columns };
}

/** Two rows a pixel column, and one more of them at each side for what lies outside. */
function gridded(parts: readonly Part[], { min, max, width, logX = false }: View, isDrawn: Check): Thinned {
  const [low, high] = logX ? [Math.log(min), Math.log(max)] : [min, max];
  const scale = width / (high - low);
  const edge = (pixel: number) => (logX ? Math.exp(low + pixel / scale) : low + pixel / scale);
  const x = new Array<number>(2 * (width + 2));
  for (let pixel = -1; pixel <= width; pixel++) {
    x[2 * pixel + 2] = edge(pixel + 0.25);
    x[2 * pixel + 3] = edge(pixel + 0.75);
  }
  const columns = parts.map((part) => {
    const column = new Array<number | null | undefined>(x.length).fill(undefined);
    let i = part.from;
    for (let pixel = -1; pixel <= width; pixel++) {
      const until = pixel === width ? part.to : Math.min(part.to, lowerBoundFrom(part, i, edge(pixel + 1)));
      if (until > i) keepExtremes({ ...part, from: i, to: until }, column, 2 * pixel + 2, isDrawn);
      i = until;
    }
    return column;
  });
  return { x, columns };
}

function lowerBoundFrom({ x, to }: Part, from: number, value: number): number {
  let i = from;
  while (i < to && x[i]! < value) i++;
  return i;
}

function keepExtremes(
  { values, from, to }: Part,
  column: (number | null | undefined)[],
  at: number,
  isDrawn: Check,
): void {
  let [low, high] = [-1, -1];
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (!isDrawn(value)) continue;
    if (low < 0 || value < values[low]!) low = i;
    if (high < 0 || value > values[high]!) high = i;
  }
  if (low < 0) {
    column[at] = null;
    return;
  }
  column[at] = values[Math.min(low, high)]!;
  if (low !== high) column[at + 1] = values[Math.max(low, high)]!;
}
