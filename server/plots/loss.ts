import type { Metrics } from '../../shared/resources.ts';
import { type Entry, legend } from './drawing/legend.ts';
import { type Curve, curve, dots } from './drawing/lines.ts';
import type { Markup } from './drawing/markup.ts';
import { compact, counted, numbered, percent } from './drawing/numbers.ts';
import { across, type Box, panel, ticksIn, upward } from './drawing/panel.ts';
import { HEAD, MARGIN, picture, words } from './drawing/picture.ts';
import { counting, extent, linear, logarithmic, type Range, type Scale } from './drawing/scales.ts';
import { THEMES, type Theme } from './drawing/theme.ts';
import { epochEnds, epochRules } from './epochs.ts';
import { averaged } from './smoothing.ts';
import { type Shown, type Subject, silence, subtitleOf, titleOf } from './subject.ts';

/** The average is over one in so many of the batches that are shown. */
const SMOOTHING = 40;
/** A loss that spans more than this is shown by its logarithm. */
const WIDE = 100;

type Measure = { raw: Curve; smooth: Curve; valid: Curve };

/** Loss and accuracy of the training set by batch, and of the validation set by epoch. */
export function drawLoss(run: Subject, metrics: Metrics, shown: Shown): string {
  const caption = { title: titleOf(run, 'loss and accuracy'), subtitle: subtitleOf(run) };
  const { step } = metrics;
  if (step.length === 0) return words(shown, caption, `${silence(run, shown)}.`);
  const theme = THEMES[shown.theme];
  const ends = epochEnds(metrics);
  const span = Math.max(1, Math.round(step.length / SMOOTHING));
  const measure = (name: 'loss' | 'accuracy'): Measure => {
    const y = numbered(metrics.columns[name] ?? []);
    const rows = run.table.filter(({ epoch, valid }) => valid !== null && ends.has(epoch));
    return {
      raw: { x: step, y },
      smooth: { x: step, y: averaged(y, span) },
      valid: {
        x: rows.map(({ epoch }) => ends.get(epoch)!),
        y: numbered(rows.map(({ valid }) => valid![name])),
      },
    };
  };
  const [loss, accuracy] = [measure('loss'), measure('accuracy')];
  const hasAccuracy = extent([accuracy.raw.y, accuracy.valid.y]) !== null;
  const look = legend(
    entriesOf(theme, span, loss),
    { x: MARGIN, y: HEAD, width: shown.width - 2 * MARGIN },
    theme,
  );

  const x = MARGIN + 46;
  const box = (y: number, height: number): Box => ({ x, y, width: shown.width - x - MARGIN - 4, height });
  const top = HEAD + look.height + 34;
  const upper = box(top, hasAccuracy ? 240 : 300);
  const lower = box(top + upper.height + 52, 150);
  const place = counting(
    [step[0]!, Math.max(step.at(-1)!, ...ends.values())],
    across(upper),
    ticksIn(upper.width, 90),
  );
  const one = (where: Box, name: string, values: Measure, y: Scale, { isFirst = false, isLast = false }) =>
    panel(
      where,
      {
        title: name,
        x: { scale: place, caption: isLast ? 'training step (batch)' : undefined },
        y: { scale: y },
      },
      theme,
      [
        ...epochRules(ends, { box: where, x: place, after: isFirst ? name : null }, theme),
        ...linesOf(values, { x: place, y }, theme),
      ],
    );
  const lossScale = scaleOf(loss, upward(upper));
  const lossName = lossScale.isLog ? 'loss (logarithmic)' : 'loss';
  const charts = [one(upper, lossName, loss, lossScale.scale, { isFirst: true, isLast: !hasAccuracy })];
  if (hasAccuracy) {
    const y = linear(lowered(extent([accuracy.raw.y, accuracy.valid.y])!), upward(lower), { ticks: 4 });
    charts.push(one(lower, 'accuracy', accuracy, y, { isLast: true }));
  }
  const last = hasAccuracy ? lower : upper;
  const height = last.y + last.height + 42 + MARGIN - HEAD;
  return picture(shown, { ...caption, description: tell(run, loss, accuracy) }, height, [
    ...look.marks,
    ...charts,
  ]);
}

function linesOf({ raw, smooth, valid }: Measure, axes: { x: Scale; y: Scale }, theme: Theme): Markup[] {
  const [train, other] = [theme.series[0]!, theme.series[1]!];
  return [
    curve(raw, axes, { stroke: train, width: 1, opacity: theme.behind }),
    curve(smooth, axes, { stroke: train, width: 2 }),
    curve(valid, axes, { stroke: other, 'stroke-dasharray': '6 4', width: 1.8 }),
    ...dots(valid, axes, { fill: other, paper: theme.paper }),
  ];
}

function entriesOf({ series: [train, other], behind }: Theme, span: number, { valid }: Measure): Entry[] {
  return [
    { label: 'training, each batch', stroke: train!, width: 1.2, opacity: behind },
    { label: `training, averaged over ${counted(span, 'batch', 'batches')}`, stroke: train! },
    ...(valid.x.length > 0 ? [{ label: 'validation, each epoch', stroke: other!, dash: '6 4' }] : []),
  ];
}

function scaleOf({ raw, valid }: Measure, pixels: Range): { scale: Scale; isLog: boolean } {
  const [low, high] = extent([raw.y, valid.y]) ?? [0, 1];
  const isLog = low > 0 && high / low > WIDE;
  return {
    isLog,
    scale: isLog ? logarithmic([low, high], pixels, { most: 6 }) : linear([Math.min(0, low), high], pixels),
  };
}

/** Down to 0 where that is not far. */
const lowered = ([low, high]: Range): Range => [low > 0 && low < 0.5 ? 0 : low, high];

function tell({ table, epochs }: Subject, loss: Measure, accuracy: Measure): string {
  const [first, last] = [loss.smooth.y.find(Number.isFinite), loss.smooth.y.findLast(Number.isFinite)];
  const gaps = loss.raw.y.filter((value) => !Number.isFinite(value)).length;
  const share = accuracy.smooth.y.findLast(Number.isFinite);
  const valid = table.findLast((row) => row.valid !== null)?.valid;
  const sentences = [
    first === undefined || last === undefined
      ? 'No training loss is a finite number.'
      : `Training loss by batch: averaged, it goes from ${compact(first)} to ${compact(last)}.`,
    ...(gaps > 0
      ? [`${counted(gaps, 'batch has', 'batches have')} a loss that is not finite, which is left out.`]
      : []),
    ...(share === undefined ? [] : [`Training accuracy is ${percent(share)} at the end.`]),
    ...(valid
      ? [
          `Validation after ${counted(epochs.done, 'epoch')}: loss ${valid.loss === null ? 'not finite' : compact(valid.loss)}${valid.accuracy === null ? '' : `, accuracy ${percent(valid.accuracy)}`}.`,
        ]
      : []),
  ];
  return sentences.join(' ');
}
