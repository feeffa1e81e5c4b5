import { letters, widthOf } from './letters.ts';
import { rule } from './lines.ts';
import { element, type Markup } from './markup.ts';
import type { Range, Scale } from './scales.ts';
import type { Theme } from './theme.ts';

/** A rectangle in pixels. */
export type Box = { x: number; y: number; width: number; height: number };

export type Axis = { scale: Scale; caption?: string | undefined; grid?: boolean };

const TICK = 11;

/** Pixels of the axes of a box, y upward. */
export const across = ({ x, width }: Box): Range => [x, x + width];
export const upward = ({ y, height }: Box): Range => [y + height, y];

/** How many ticks have room: one in so many pixels. */
export const ticksIn = (pixels: number, each: number): number => Math.max(2, Math.floor(pixels / each));

/** Space that the labels of a vertical axis take to its left, its caption included. */
export function leftOf({ scale, caption }: Axis): number {
  const labels = Math.max(0, ...scale.ticks.map((tick) => widthOf(scale.label(tick), TICK)));
  return labels + 8 + (caption === undefined ? 0 : 20);
}

/** Frame, grid, ticks, labels and captions of a box; what is drawn into it comes above grid and frame. */
export function panel(
  box: Box,
  axes: { x: Axis; y: Axis; title?: string; captionX?: number },
  theme: Theme,
  inside: readonly Markup[],
): Markup {
  const { x, y, width, height } = box;
  return element(
    'g',
    {},
    axes.title === undefined
      ? []
      : letters(axes.title, { x, y: y - 8, size: 13, fill: theme.ink, weight: 'bold' }),
    axes.y.grid === false
      ? []
      : axes.y.scale.ticks.map((tick) =>
          rule([x, axes.y.scale(tick), x + width, axes.y.scale(tick)], { stroke: theme.grid }),
        ),
    element('rect', { x, y, width, height, fill: 'none', stroke: theme.frame }),
    inside,
    below(box, axes.x, theme),
    beside(box, axes.y, theme, axes.captionX),
  );
}

/** Labels that would touch the one before are left out. */
function below({ x, y, width, height }: Box, { scale, caption }: Axis, theme: Theme): Markup[] {
  const bottom = y + height;
  const found: Markup[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const tick of scale.ticks) {
    const at = scale(tick);
    found.push(rule([at, bottom, at, bottom + 4], { stroke: theme.frame }));
    const label = scale.label(tick);
    const half = widthOf(label, TICK) / 2;
    if (at - half < end + 6) continue;
    end = at + half;
    found.push(letters(label, { x: at, y: bottom + 16, size: TICK, fill: theme.faint, anchor: 'middle' }));
  }
  if (caption !== undefined) {
    found.push(letters(caption, { x: x + width / 2, y: bottom + 33, fill: theme.faint, anchor: 'middle' }));
  }
  return found;
}

function beside(box: Box, axis: Axis, theme: Theme, captionX = box.x - leftOf(axis) + 12): Markup[] {
  const { scale, caption } = axis;
  const middle = box.y + box.height / 2;
  let end = Number.POSITIVE_INFINITY;
  const found: Markup[] = [];
  for (const tick of scale.ticks) {
    const at = scale(tick);
    found.push(rule([box.x - 4, at, box.x, at], { stroke: theme.frame }));
    if (at > end - TICK - 1) continue;
    end = at;
    found.push(
      letters(scale.label(tick), { x: box.x - 7, y: at + 4, size: TICK, fill: theme.faint, anchor: 'end' }),
    );
  }
  if (caption !== undefined) {
    found.push(
      letters(caption, { x: captionX, y: middle, fill: theme.faint, anchor: 'middle', turned: -90 }),
    );
  }
  return found;
}
