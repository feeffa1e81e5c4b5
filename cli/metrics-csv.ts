import type { MetricColumns } from '../client/index.ts';

/** Metrics as CSV: a line a batch, all columns of all splits; empty where there is no number. */
export function csvOf(splits: readonly MetricColumns[]): string {
  const names = [...new Set(splits.flatMap(({ columns }) => Object.keys(columns)))];
  const rows = splits.flatMap(({ split, step, epoch, columns }) =>
    Array.from(step, (at, i) =>
      [split, at, epoch[i]!, ...names.map((name) => cell(columns[name]?.[i]))].join(','),
    ),
  );
  return [['split', 'step', 'epoch', ...names].join(','), ...rows, ''].join('\n');
}

const cell = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : String(value);
