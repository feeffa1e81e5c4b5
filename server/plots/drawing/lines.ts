import { curveLinear, line } from 'd3-shape';
import { element, type Markup, short } from './markup.ts';
import type { Scale } from './scales.ts';
import type { LineLook } from './theme.ts';

export type Curve = { x: ArrayLike<number>; y: Float64Array };

type Axes = { x: Scale; y: Scale };

/**
 * A curve as one path. A value that is not finite is a gap; one that stands alone between two gaps is a dot, which round
 * ends make of a line without length.
 */
export function curve(
  values: Curve,
  axes: Axes,
  look: Partial<LineLook> & { width?: number; opacity?: number },
): Markup {
  const { width = 1.6, opacity, ...stroke } = look;
  const points = thinned(values, axes);
  const draw = line<[number, number]>()
    .defined(([, y]) => !Number.isNaN(y))
    .curve(curveLinear)
    .digits(1);
  return element('path', {
    d: draw(points) ?? '',
    fill: 'none',
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
    opacity,
    ...stroke,
  });
}

/** Dots at the finite values. */
export function dots(
  { x, y }: Curve,
  axes: Axes,
  { fill, paper, radius = 3.5 }: { fill: string; paper: string; radius?: number },
): Markup[] {
  const found: Markup[] = [];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i]!)) continue;
    found.push(element('circle', { cx: axes.x(x[i]!), cy: axes.y(y[i]!), r: radius, fill, stroke: paper }));
  }
  return found;
}

/**
 * At most five points of each column of pixels: its first, least, largest and last value, and a gap. More cannot be seen.
 * @returns pixels; NaN in y is a gap
 */
export function thinned({ x, y }: Curve, axes: Axes): [number, number][] {
  const points: [number, number][] = [];
  let from = 0;
  while (from < x.length) {
    const column = Math.floor(axes.x(x[from]!));
    let to = from;
    let [low, high, gap] = [-1, -1, -1];
    for (; to < x.length && Math.floor(axes.x(x[to]!)) === column; to++) {
      const value = y[to]!;
      if (!Number.isFinite(value)) gap = gap < 0 ? to : gap;
      else {
        if (low < 0 || value < y[low]!) low = to;
        if (high < 0 || value > y[high]!) high = to;
      }
    }
    const kept = new Set([from, low, high, gap, to - 1].filter((at) => at >= 0).sort((a, b) => a - b));
    for (const at of kept) {
      points.push([axes.x(x[at]!), Number.isFinite(y[at]!) ? axes.y(y[at]!) : Number.NaN]);
    }
    from = to;
  }
  return points;
}

/** A straight line over a panel. */
export const rule = (
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  look: { stroke: string; dash?: string; width?: number; opacity?: number },
): Markup =>
  element('path', {
    d: `M${short(x1)},${short(y1)}L${short(x2)},${short(y2)}`,
    fill: 'none',
    stroke: look.stroke,
    'stroke-width': look.width ?? 1,
    'stroke-dasharray': look.dash,
    opacity: look.opacity,
  });
