import type { Box } from './panel.ts';
import { MARGIN } from './picture.ts';

export type Cell = Box & {
  /** Has nothing below it, and so says what the axis is. */
  isLowest: boolean;
  isLeft: boolean;
};

/** Around the box of each panel: title above, labels to the left and below. */
const [TITLE, LABELS, LEFT, RIGHT, CAPTION] = [24, 24, 46, 10, 20];

/** Places for `count` panels of one size, in rows. Many are made smaller, so that the whole stays one picture. */
export function gridOf(
  count: number,
  { width, top }: { width: number; top: number },
): { cells: Cell[]; height: number } {
  const room = width - 2 * MARGIN;
  const [least, height] = count <= 12 ? [280, 140] : count <= 40 ? [220, 110] : [170, 80];
  const columns = Math.max(1, Math.min(Math.floor(room / least), Math.ceil(Math.sqrt(count))));
  const wide = room / columns;
  const high = TITLE + (columns === 1 ? 200 : height) + LABELS;
  const cells = Array.from({ length: count }, (_, i): Cell => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return {
      x: MARGIN + column * wide + LEFT,
      y: top + row * high + TITLE,
      width: wide - LEFT - RIGHT,
      height: high - TITLE - LABELS,
      isLowest: i + columns >= count,
      isLeft: column === 0,
    };
  });
  return { cells, height: Math.ceil(count / columns) * high + CAPTION + MARGIN };
}
