import { interpolateViridis } from 'd3-scale-chromatic';
import type { Activations } from '../../shared/resources.ts';
import { gridOf } from './drawing/grid.ts';
import { fitted, letters } from './drawing/letters.ts';
import { element, type Markup } from './drawing/markup.ts';
import { compact, counted, percent } from './drawing/numbers.ts';
import { across, panel, ticksIn, upward } from './drawing/panel.ts';
import { HEAD, MARGIN, picture, words } from './drawing/picture.ts';
import { counting, linear } from './drawing/scales.ts';
import { THEMES, type Theme } from './drawing/theme.ts';
import { heatMap } from './heat-map.ts';
import { layerTitle, type Measured, measuredLayers } from './layers.ts';
import { type Shown, type Subject, silence, subtitleOf, titleOf } from './subject.ts';
import { inTurns } from './turns.ts';

/** Height of the key to the colours. */
const KEY = 22;
/** Where a histogram's first bin has more than this of all, the layer does little. */
const IDLE = 0.5;

/**
 * The colourful dimension: one heat map a layer (lesson 10, `color_dim`).
 */
export async function drawColorDim(run: Subject, activations: Activations, shown: Shown): Promise<string> {
  const caption = { title: titleOf(run, 'the colourful dimension'), subtitle: subtitleOf(run) };
  const layers = measuredLayers(activations);
  if (layers.length === 0) return words(shown, caption, `${silence(run, shown)}.`);
  const theme = THEMES[shown.theme];
  const { bins, max } = activations;
  const { every } = run.spec.hooks;
  const { cells, height } = gridOf(layers.length, { width: shown.width, top: HEAD + KEY });
  const charts = await inTurns(layers, (layer, i) => {
    const cell = cells[i]!;
    const map = heatMap(layer, { bins, every, most: cell.width });
    const { x, y, width, height } = cell;
    const image = element('image', {
      x,
      y,
      width,
      height,
      href: map.uri,
      preserveAspectRatio: 'none',
      'image-rendering': 'pixelated',
      style: 'image-rendering:pixelated',
    });
    return panel(
      cell,
      {
        title: fitted(layerTitle(run, layer.name), 13, width, 'bold'),
        x: {
          scale: counting([layer.step[0]!, layer.step.at(-1)! + every], across(cell), ticksIn(width, 80)),
          caption: cell.isLowest ? 'training step (batch)' : undefined,
        },
        y: {
          scale: linear([0, max], upward(cell), { ticks: ticksIn(height, 30), nice: false }),
          caption: cell.isLeft ? '|activation|' : undefined,
          grid: false,
        },
        captionX: x - 34,
      },
      theme,
      [image],
    );
  });
  return picture(shown, { ...caption, description: tell(layers, activations) }, height + KEY, [
    ...key(theme),
    ...charts,
  ]);
}

/** What the colours say. */
function key({ ink }: Theme): Markup[] {
  const stops = Array.from({ length: 9 }, (_, i) =>
    element('stop', { offset: i / 8, 'stop-color': interpolateViridis(i / 8) }),
  );
  return [
    element('linearGradient', { id: 'viridis' }, stops),
    element('rect', { x: MARGIN, y: HEAD + 2, width: 84, height: 12, fill: 'url(#viridis)' }),
    letters('values in a bin: from none to the most of its layer, by log1p', {
      x: MARGIN + 92,
      y: HEAD + 12,
      fill: ink,
    }),
  ];
}

function tell(layers: readonly Measured[], { bins, max }: Activations): string {
  const idle = layers.flatMap(({ name, hist }) => {
    const last = hist.findLast((counts) => counts.length > 0);
    const all = last?.reduce((sum, count) => sum + count, 0) ?? 0;
    const share = all > 0 ? last![0]! / all : 0;
    return share > IDLE ? [`${name} (${percent(share)})`] : [];
  });
  const what = `A heat map for each of ${counted(layers.length, 'layer')}: histograms of |activation| in ${bins} bins from 0 (below) to ${compact(max)} (above), batch after batch; brighter is more, by log1p of the counts.`;
  const end =
    idle.length === 0
      ? 'At the end no layer has most of its values next to 0.'
      : `At the end most values are next to 0 in ${idle.slice(0, 10).join(', ')}${idle.length > 10 ? ` and ${idle.length - 10} more` : ''}.`;
  return `${what} ${end}`;
}
