import type { Run } from '../../shared/resources.ts';
import type { Training } from '../training.ts';
import { colors } from './colors.ts';
import { layerLines } from './layers.ts';
import { duration, fixed } from './numbers.ts';
import { searchLines } from './search.ts';
import { painted } from './states.ts';

/** The end of a run that was followed: its layers as last seen or the curve of its search, and what came of it. */
export function outcomeLines(run: Run, { layers, max }: Training, width: number): string[] {
  const { id, state, error, best, seconds, lrFind } = run;
  const [titles, ...rows] = lrFind ? [] : layerLines(layers, max);
  const came = best ? `, best accuracy ${fixed(best.accuracy, 4)} in epoch ${best.epoch}` : '';
  return [
    ...(titles === undefined ? [] : ['', colors.bold(titles), ...rows, '']),
    ...(lrFind ? ['', ...searchLines(lrFind, width), ''] : []),
    `${painted(state)} after ${duration(seconds)}${came}`,
    ...(error === null ? [] : [colors.red(error)]),
    colors.dim(`learnd show ${id}`),
  ];
}
