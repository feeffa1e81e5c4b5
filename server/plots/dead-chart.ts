import type { Activations } from '../../shared/resources.ts';
import { gridOf } from './drawing/grid.ts';
import { fitted, widthOf } from './drawing/letters.ts';
import { curve, rule } from './drawing/lines.ts';
import { compact, counted, numbered, percent } from './drawing/numbers.ts';
import { across, panel, ticksIn, upward } from './drawing/panel.ts';
import { HEAD, picture, words } from './drawing/picture.ts';
import { counting, linear } from './drawing/scales.ts';
import { THEMES } from './drawing/theme.ts';
import { layerTitle, type Measured, measuredLayers } from './layers.ts';
import { type Shown, type Subject, silence, subtitleOf, titleOf } from './subject.ts';
import { inTurns } from './turns.ts';

/** By layer: the share of activations that are dead, 0 to 1, over the batches (lesson 10, `dead_chart`). */
export async function drawDeadChart(run: Subject, activations: Activations, shown: Shown): Promise<string> {
  const caption = { title: titleOf(run, 'dead chart'), subtitle: subtitleOf(run) };
  const layers = measuredLayers(activations);
  if (layers.length === 0) return words(shown, caption, `${silence(run, shown)}.`);
  const theme = THEMES[shown.theme];
  const { every } = run.spec.hooks;
  const { cells, height } = gridOf(layers.length, { width: shown.width, top: HEAD });
  const charts = await inTurns(layers, (layer, i) => {
    const cell = cells[i]!;
    const x = counting([layer.step[0]!, layer.step.at(-1)! + every], across(cell), ticksIn(cell.width, 80));
    const y = linear([0, 1], upward(cell), { ticks: cell.height > 100 ? 5 : 2, nice: false });
    const dead = numbered(layer.dead);
    return panel(
      cell,
      {
        title: titleWithShare(layerTitle(run, layer.name), dead, cell.width),
        x: { scale: x, caption: cell.isLowest ? 'training step (batch)' : undefined },
        y: { scale: y, caption: cell.isLeft ? 'share dead' : undefined },
        captionX: cell.x - 34,
      },
      theme,
      [
        rule([cell.x, y(0.5), cell.x + cell.width, y(0.5)], { stroke: theme.frame, dash: '4 3' }),
        curve({ x: layer.step, y: dead }, { x, y }, { stroke: theme.series[1]!, width: 1.8 }),
      ],
    );
  });
  return picture(shown, { ...caption, description: tell(layers) }, height, charts);
}

/** The share stays whole, however long the layer's name is. */
function titleWithShare(title: string, dead: Float64Array, room: number): string {
  const last = dead.findLast(Number.isFinite);
  const share = last === undefined ? '' : `: ${percent(last)}`;
  return fitted(title, 13, room - widthOf(share, 13, 'bold'), 'bold') + share;
}

function tell(layers: readonly Measured[]): string {
  const shares = layers.flatMap(({ name, dead }) => {
    const last = dead.findLast((share) => share !== null);
    return last == null ? [] : [{ name, last }];
  });
  const worst = shares.toSorted((a, b) => b.last - a.last).slice(0, 5);
  const what = `The share of dead activations over the batches, for ${counted(layers.length, 'layer')}.`;
  return `${what} ${worst.length === 0 ? 'None is a finite number.' : `At the end it is highest in ${worst.map(({ name, last }) => `${name} (${compact(Number(last.toFixed(3)))})`).join(', ')}.`}`;
}
