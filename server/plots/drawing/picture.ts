import type { PlotTheme } from '../../../shared/routes/plots.ts';
import { fitted, letters, widthOf, wrapped } from './letters.ts';
import { element, type Markup, text } from './markup.ts';
import { FONT, THEMES, type Theme } from './theme.ts';

export type Frame = { width: number; theme: PlotTheme };

export type Caption = {
  /** Of the run, which people gave it and which may be long, and of the chart. */
  title: readonly [name: string, chart: string];
  /** What is known of the run, beside the name. */
  subtitle: string;
  /** The text alternative: what there is to see, in sentences. */
  description: string;
};

/** Space around everything, in pixels. */
export const MARGIN = 16;
/** Where the charts begin, below title and subtitle. */
export const HEAD = 62;

const HEADLINE = 17;

/** A whole SVG. @param height of the charts, below the head */
export function picture(
  { width, theme }: Frame,
  caption: Caption,
  height: number,
  body: readonly Markup[],
): string {
  const { paper, ink, faint } = THEMES[theme];
  // So that half and quarter scales give whole pixels too.
  const whole = Math.ceil((HEAD + height) / 4) * 4;
  const room = width - 2 * MARGIN;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height: whole,
      viewBox: `0 0 ${width} ${whole}`,
      role: 'img',
      'font-family': FONT,
      'aria-labelledby': 'title desc',
    },
    element('title', { id: 'title' }, text(caption.title.join(' · '))),
    element('desc', { id: 'desc' }, text(caption.description)),
    element('rect', { width, height: whole, fill: paper }),
    letters(headline(caption.title, room), { x: MARGIN, y: 28, size: HEADLINE, fill: ink, weight: 'bold' }),
    letters(fitted(caption.subtitle, 12, room), { x: MARGIN, y: 48, fill: faint }),
    body,
  ).svg;
}

/** Of a long name the beginning, so that the chart's own stays. */
function headline([name, chart]: Caption['title'], room: number): string {
  const end = ` · ${chart}`;
  return fitted(name, HEADLINE, room - widthOf(end, HEADLINE, 'bold'), 'bold') + end;
}

/** A picture that says in words why there is nothing to see. */
export function words(frame: Frame, caption: Omit<Caption, 'description'>, sentence: string): string {
  const { ink, frame: line }: Theme = THEMES[frame.theme];
  const [width, height] = [frame.width - 2 * MARGIN, 160];
  const lines = wrapped(sentence, 14, width - 32);
  const first = HEAD + height / 2 - ((lines.length - 1) * 22) / 2 + 5;
  return picture(frame, { ...caption, description: sentence }, height + MARGIN, [
    element('rect', {
      x: MARGIN,
      y: HEAD,
      width,
      height,
      fill: 'none',
      stroke: line,
      'stroke-dasharray': '4 4',
      rx: 6,
    }),
    ...lines.map((content, i) =>
      letters(content, { x: frame.width / 2, y: first + i * 22, size: 14, fill: ink, anchor: 'middle' }),
    ),
  ]);
}
