import { fitted, letters, widthOf } from './letters.ts';
import { rule } from './lines.ts';
import type { Markup } from './markup.ts';
import type { Theme } from './theme.ts';

export type Entry = {
  label: string;
  stroke: string;
  dash?: string | undefined;
  width?: number;
  opacity?: number;
};

const [SIZE, ROW, SAMPLE, GAP] = [12, 20, 28, 18];

/** Names beside samples of their lines, in rows. @returns what is drawn and its height in pixels */
export function legend(
  entries: readonly Entry[],
  { x, y, width }: { x: number; y: number; width: number },
  theme: Theme,
): { marks: Markup[]; height: number } {
  let [left, top] = [x, y];
  const marks = entries.flatMap(({ label, dash, ...look }) => {
    const content = fitted(label, SIZE, width - SAMPLE - 6);
    const needed = SAMPLE + 6 + widthOf(content, SIZE);
    if (left > x && left + needed > x + width) [left, top] = [x, top + ROW];
    const at = left;
    left += needed + GAP;
    return [
      rule([at, top + 8, at + SAMPLE, top + 8], { width: 2, ...look, ...(dash !== undefined && { dash }) }),
      letters(content, { x: at + SAMPLE + 6, y: top + 12, size: SIZE, fill: theme.ink }),
    ];
  });
  return { marks, height: entries.length === 0 ? 0 : top + ROW - y };
}
