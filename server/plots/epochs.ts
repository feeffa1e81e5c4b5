import type { Metrics } from '../../shared/resources.ts';
import { letters, widthOf } from './drawing/letters.ts';
import { rule } from './drawing/lines.ts';
import type { Markup } from './drawing/markup.ts';
import type { Box } from './drawing/panel.ts';
import type { Scale } from './drawing/scales.ts';
import type { Theme } from './drawing/theme.ts';

/** By epoch: the step after its last batch, of those that are there. */
export function epochEnds({ step, epoch }: Pick<Metrics, 'step' | 'epoch'>): Map<number, number> {
  const ends = new Map<number, number>();
  for (const [i, of] of epoch.entries()) ends.set(of, step[i]! + 1);
  return ends;
}

/**
 * A thin line where each epoch ends, and above the box its number, counted from 1; as many as have room.
 * @param place.after the title at the left, which they must not touch; null: no numbers
 */
export function epochRules(
  ends: ReadonlyMap<number, number>,
  { box, x, after }: { box: Box; x: Scale; after: string | null },
  theme: Theme,
): Markup[] {
  const found: Markup[] = [];
  let [lastName, lastRule] = [box.x + widthOf(after ?? '', 13, 'bold'), Number.NEGATIVE_INFINITY];
  for (const [epoch, end] of ends) {
    const at = x(end);
    if (at - lastRule < 4) continue;
    lastRule = at;
    found.push(rule([at, box.y, at, box.y + box.height], { stroke: theme.frame, dash: '2 3' }));
    const name = `epoch ${epoch + 1}`;
    if (after === null || at - widthOf(name, 11) < lastName + 8) continue;
    lastName = at;
    found.push(letters(name, { x: at, y: box.y - 6, size: 11, fill: theme.faint, anchor: 'end' }));
  }
  return found;
}
