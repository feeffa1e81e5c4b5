import { interpolateViridis } from 'd3-scale-chromatic';
import type { Activations } from '../../shared/resources.ts';
import { type Entry, legend } from './drawing/legend.ts';
import { curve, rule } from './drawing/lines.ts';
import { element, type Markup } from './drawing/markup.ts';
import { compact, counted, numbered } from './drawing/numbers.ts';
import { across, type Box, panel, ticksIn, upward } from './drawing/panel.ts';
import { HEAD, MARGIN, picture, words } from './drawing/picture.ts';
import { bothWays, counting, extent, linear, logarithmic, type Range, type Scale } from './drawing/scales.ts';
import { type LineLook, lineLook, THEMES, type Theme } from './drawing/theme.ts';
import { layerTitle, type Measured, measuredLayers } from './layers.ts';
import { type Shown, type Subject, silence, subtitleOf, titleOf } from './subject.ts';
import { inTurns } from './turns.ts';

/** So many layers can be told apart one by one; of more, the colour tells how deep they lie. */
const MOST_LOOKS = 28;
const BAND = 0.14;
/** What spans more than this is shown by powers of ten. */
const WIDE = 100;

type Statistic = { name: 'mean' | 'std'; title: string; ideal: number; band: Range };

const STATISTICS: readonly Statistic[] = [
  { name: 'mean', title: 'means', ideal: 0, band: [-1, 1] },
  { name: 'std', title: 'standard deviations', ideal: 1, band: [0.5, 2] },
];

/** Means and standard deviations of all layers over the batches, on shared axes (lesson 10, `plot_stats`). */
export async function drawStats(run: Subject, activations: Activations, shown: Shown): Promise<string> {
  const caption = {
    title: titleOf(run, 'activation statistics'),
    subtitle: subtitleOf(run),
  };
  const layers = measuredLayers(activations);
  if (layers.length === 0) return words(shown, caption, `${silence(run, shown)}.`);
  const theme = THEMES[shown.theme];
  const looks = layers.map((_, i) => lookOf(i, layers.length, theme));
  const names = legend(
    [...entriesOf(run, layers, looks), ...goodOnes(theme)],
    { x: MARGIN, y: HEAD, width: shown.width - 2 * MARGIN },
    theme,
  );
  const columns = shown.width >= 720 ? 2 : 1;
  const [left, high] = [48, 260];
  const wide = (shown.width - 2 * MARGIN) / columns;
  const top = HEAD + names.height + 34;
  const boxes = STATISTICS.map(
    (_, i): Box => ({
      x: MARGIN + (i % columns) * wide + left,
      y: top + Math.floor(i / columns) * (high + 80),
      width: wide - left - 12,
      height: high,
    }),
  );
  const steps = extent(layers.map(({ step }) => step))!;
  const charts: Markup[] = [];
  for (const [i, statistic] of STATISTICS.entries()) {
    const box = boxes[i]!;
    const x = counting(steps, across(box), ticksIn(box.width, 80));
    const columns = layers.map((layer) => numbered(layer[statistic.name]));
    const y = scaleOf(statistic, columns, upward(box));
    const curves = await inTurns(layers, ({ step }, at) =>
      curve({ x: step, y: columns[at]! }, { x, y }, { ...looks[at]!, width: 1.5 }),
    );
    charts.push(
      panel(
        box,
        { title: statistic.title, x: { scale: x, caption: 'training step (batch)' }, y: { scale: y } },
        theme,
        [...bandOf(statistic, { box, y }, theme), ...curves],
      ),
    );
  }
  const last = boxes.at(-1)!;
  const height = last.y + last.height + 42 + MARGIN - HEAD;
  return picture(shown, { ...caption, description: tell(layers) }, height, [...names.marks, ...charts]);
}

function lookOf(n: number, count: number, theme: Theme): LineLook {
  if (count <= MOST_LOOKS) return lineLook(theme, n);
  return { stroke: depthColour(n / (count - 1), theme), 'stroke-dasharray': undefined };
}

/** Without the end of viridis that is lost on the paper. */
const depthColour = (depth: number, { paper }: Theme): string =>
  interpolateViridis(paper === '#ffffff' ? depth * 0.85 : 0.2 + depth * 0.8);

function entriesOf(run: Subject, layers: readonly Measured[], looks: readonly LineLook[]): Entry[] {
  const entry = (i: number, label = layerTitle(run, layers[i]!.name)): Entry => ({
    label,
    stroke: looks[i]!.stroke,
    dash: looks[i]!['stroke-dasharray'],
  });
  if (layers.length <= MOST_LOOKS) return layers.map((_, i) => entry(i));
  const [last, middle] = [layers.length - 1, Math.floor(layers.length / 2)];
  return [
    entry(0, `first of ${layers.length} layers: ${layerTitle(run, layers[0]!.name)}`),
    entry(middle, `in the middle: ${layerTitle(run, layers[middle]!.name)}`),
    entry(last, `last: ${layerTitle(run, layers[last]!.name)}`),
  ];
}

/** What the dashed line and the band say. */
const goodOnes = ({ faint, series }: Theme): Entry[] => [
  { label: 'ideal: mean 0, deviation 1', stroke: faint, dash: '6 4', width: 1 },
  { label: 'near: ±1, ½ to 2', stroke: series[2]!, width: 12, opacity: BAND },
];

function scaleOf({ name, band }: Statistic, columns: readonly Float64Array[], pixels: Range): Scale {
  const [low, high] = extent([...columns, band])!;
  if (name === 'mean') {
    return Math.max(-low, high) > WIDE
      ? bothWays([low, high], pixels)
      : linear([low, high], pixels, { ticks: 6 });
  }
  if (high <= WIDE) return linear([0, high], pixels, { ticks: 6 });
  const above = extent(columns.map((column) => column.filter((value) => value > 0)));
  return logarithmic([Math.max(1e-6, above?.[0] ?? 0.1), high], pixels);
}

function bandOf({ ideal, band }: Statistic, { box, y }: { box: Box; y: Scale }, theme: Theme): Markup[] {
  const [bottom, top] = [y(band[0]), y(band[1])];
  return [
    element('rect', {
      x: box.x,
      y: top,
      width: box.width,
      height: Math.max(0, bottom - top),
      fill: theme.series[2]!,
      opacity: BAND,
    }),
    rule([box.x, y(ideal), box.x + box.width, y(ideal)], { stroke: theme.faint, dash: '6 4' }),
  ];
}

function tell(layers: readonly Measured[]): string {
  const told = layers.slice(0, 12).map(({ name, mean, std }) => {
    const value = (column: readonly (number | null)[]) => {
      const last = column.at(-1);
      return last == null ? 'not finite' : compact(last);
    };
    return `${name}: ${value(mean)}, ${value(std)}`;
  });
  const more = layers.length > told.length ? `; and ${layers.length - told.length} more` : '';
  return `Mean and standard deviation of the activations of ${counted(layers.length, 'layer')} over the batches. At the last batch: ${told.join('; ')}${more}.`;
}
