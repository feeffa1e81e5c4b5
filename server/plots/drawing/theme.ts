import type { PlotTheme } from '../../../shared/routes/plots.ts';

/** Colours of one theme, each readable on its paper. */
export type Theme = {
  paper: string;
  ink: string;
  faint: string;
  grid: string;
  frame: string;
  /** Colours for lines side by side, told apart by colour-blind people: Okabe and Ito's, made dark or light enough. */
  series: readonly string[];
  /** Opacity of a line behind its average. */
  behind: number;
  /** What a chart points at. */
  mark: string;
};

export const THEMES: Record<PlotTheme, Theme> = {
  light: {
    paper: '#ffffff',
    ink: '#1b2026',
    faint: '#59636e',
    grid: '#e4e8ec',
    frame: '#b9c1c9',
    series: ['#0072b2', '#d55e00', '#008a65', '#b34d8c', '#8f6a00', '#2f9bd8', '#3d444c'],
    behind: 0.35,
    mark: '#b3261e',
  },
  dark: {
    paper: '#14181d',
    ink: '#e8ecf0',
    faint: '#a3adb8',
    grid: '#282f37',
    frame: '#4b5560',
    series: ['#56b4e9', '#f0883e', '#2fc79b', '#e59bc8', '#e6c34a', '#4f8fe0', '#c8d0d8'],
    behind: 0.5,
    mark: '#ff8a80',
  },
};

/** The font that pictures are made with, then what a browser may have instead: none is wider than the first. */
export const FONT = "'DejaVu Sans', Verdana, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

const DASHES = [undefined, '7 3', '2 2.5', '10 3 2 3'] as const;

export type LineLook = { stroke: string; 'stroke-dasharray': string | undefined };

/** The look of the nth line of many: 28 pairs of colour and dashes, since 7 and 4 have no divisor in common. */
export function lineLook({ series }: Theme, n: number): LineLook {
  return { stroke: series[n % series.length]!, 'stroke-dasharray': DASHES[n % DASHES.length] };
}
