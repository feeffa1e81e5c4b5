import type { Climbed } from './climb.ts';

/** How far a measured accuracy may be from the course's: seeds alone move it by more than half of that. */
export const TOLERANCE = 0.015;

export const TITLES = [
  '| experiment | course | measured | difference | training s | | date |',
  '| --- | ---: | ---: | ---: | ---: | --- | --- |',
];

export function rowOf({ rung, run }: Climbed): string {
  const { accuracy, state, error } = run;
  const measured = accuracy === null ? `${state}: ${error ?? ''}` : accuracy.toFixed(4);
  const difference = accuracy === null ? '' : signed(accuracy - rung.course);
  const seconds = run.table.reduce((sum, { train }) => sum + (train?.seconds ?? 0), 0);
  return `| ${rung.title} | ${rung.course.toFixed(3)} | ${measured} | ${difference} | ${seconds.toFixed(0)} | ${placeOf({ rung, run })} | ${run.createdAt.slice(0, 10)} |`;
}

/** Where a rung ended, seen from the course's. */
export function placeOf({ rung, run }: Climbed): 'within' | 'above' | 'below' | 'none' {
  if (run.accuracy === null) return 'none';
  const difference = run.accuracy - rung.course;
  return Math.abs(difference) <= TOLERANCE ? 'within' : difference > 0 ? 'above' : 'below';
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
