import type { LrFind, Metrics } from '../../shared/resources.ts';
import { type Entry, legend } from './drawing/legend.ts';
import { letters, widthOf, wrapped } from './drawing/letters.ts';
import { type Curve, curve, dots, rule } from './drawing/lines.ts';
import type { Markup } from './drawing/markup.ts';
import { compact, counted, numbered } from './drawing/numbers.ts';
import { across, type Box, panel, ticksIn, upward } from './drawing/panel.ts';
import { HEAD, MARGIN, picture, words } from './drawing/picture.ts';
import { linear, logarithmic, type Scale } from './drawing/scales.ts';
import { THEMES, type Theme } from './drawing/theme.ts';
import { calmed } from './smoothing.ts';
import { type Shown, type Subject, silence, subtitleOf, titleOf } from './subject.ts';

/** What a search found, or the part of it that is there so far. */
export type Search = Pick<LrFind, 'lr' | 'loss'> & Partial<Pick<LrFind, 'suggestion' | 'reason'>>;

/** Of fewer a median of 5 says nothing. */
const LEAST_SMOOTHED = 5;

/** What was measured of a search that goes on. */
export const soFar = ({ columns: { lr = [], loss = [] } }: Metrics): Search => {
  const known = lr.flatMap((rate, i) => (rate === null ? [] : [[rate, loss[i] ?? null] as const]));
  return { lr: known.map(([rate]) => rate), loss: known.map(([, value]) => value) };
};

/** The loss over a learning rate that grows from batch to batch (lesson 16, `lr_find`), and the rate to train with. */
export function drawLrFind(run: Subject, search: Search, shown: Shown): string {
  const caption = { title: titleOf(run, 'learning rate finder'), subtitle: subtitleOf(run) };
  const raw: Curve = { x: search.lr, y: numbered(search.loss) };
  const seen = search.lr.length;
  if (seen === 0) return words(shown, caption, `${silence(run, shown)}.`);
  const theme = THEMES[shown.theme];
  const names = legend(
    entriesOf(theme, search),
    { x: MARGIN, y: HEAD, width: shown.width - 2 * MARGIN },
    theme,
  );
  const x = MARGIN + 64;
  const box: Box = { x, y: HEAD + names.height + 16, width: shown.width - x - MARGIN - 6, height: 320 };
  const axes = {
    x: logarithmic([search.lr[0]!, search.lr.at(-1)!], across(box), { most: ticksIn(box.width, 70) }),
    y: linear(rangeOf(raw), upward(box)),
  };
  const isSmooth = seen >= LEAST_SMOOTHED;
  const smooth: Curve = { x: search.lr, y: Float64Array.from(calmed([...raw.y])) };
  const chart = panel(
    box,
    { x: { scale: axes.x, caption: 'learning rate (logarithmic)' }, y: { scale: axes.y, caption: 'loss' } },
    theme,
    [
      curve(raw, axes, { stroke: theme.series[0]!, width: 1, opacity: theme.behind }),
      ...(seen <= 200 ? dots(raw, axes, { fill: theme.series[0]!, paper: theme.paper, radius: 2.5 }) : []),
      ...(isSmooth ? [curve(smooth, axes, { stroke: theme.series[0]!, width: 2.2 })] : []),
      ...markOf(search, { box, ...axes }, theme),
    ],
  );
  const reason = wrapped(tellReason(run, search), 12, shown.width - 2 * MARGIN).map((line, i) =>
    letters(line, { x: MARGIN, y: box.y + box.height + 60 + i * 18, fill: theme.ink }),
  );
  const height = box.y + box.height + 60 + reason.length * 18 + MARGIN - 12 - HEAD;
  return picture(shown, { ...caption, description: tell(run, search) }, height, [
    ...names.marks,
    chart,
    ...reason,
  ]);
}

/** The loss at the end of a search is of no interest: that it breaks out is. */
function rangeOf({ y }: Curve): [number, number] {
  const finite = Array.from(y).filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const first = finite[0]!;
  return [Math.min(low, 0.9 * low), Math.min(high, Math.max(first + (first - low), 2 * Math.abs(first)))];
}

function markOf(
  { suggestion }: Search,
  { box, x }: { box: Box; x: Scale; y: Scale },
  theme: Theme,
): Markup[] {
  if (suggestion == null || !(suggestion > 0)) return [];
  const [at, label] = [x(suggestion), `suggestion: ${compact(suggestion, 3)}`];
  const isRight = at + 8 + widthOf(label, 13) < box.x + box.width;
  return [
    rule([at, box.y, at, box.y + box.height], { stroke: theme.mark, width: 1.6, dash: '7 3' }),
    letters(label, {
      x: isRight ? at + 8 : at - 8,
      y: box.y + 20,
      size: 13,
      fill: theme.mark,
      anchor: isRight ? 'start' : 'end',
      weight: 'bold',
    }),
  ];
}

const entriesOf = ({ series: [line], mark, behind }: Theme, { lr, suggestion }: Search): Entry[] => [
  { label: 'loss, each batch', stroke: line!, width: 1.2, opacity: behind },
  ...(lr.length >= LEAST_SMOOTHED ? [{ label: 'smoothed (median, then mean of 5)', stroke: line! }] : []),
  ...(suggestion == null ? [] : [{ label: 'suggestion', stroke: mark, dash: '7 3' }]),
];

function tellReason({ state }: Subject, { suggestion, reason }: Search): string {
  if (reason === undefined) return `The search has not said what it found; the run is ${state}.`;
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return suggestion == null ? `No suggestion: ${reason}.` : sentence;
}

function tell(run: Subject, search: Search): string {
  const { lr, suggestion } = search;
  const found = suggestion == null ? '' : ` The suggestion is ${compact(suggestion, 3)}.`;
  return `The loss of ${counted(lr.length, 'batch', 'batches')} over learning rates from ${compact(lr[0]!)} to ${compact(lr.at(-1)!)}.${found} ${tellReason(run, search)}`;
}
