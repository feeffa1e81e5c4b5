import type { EpochRow, Run } from '../../shared/resources.ts';

/** A number of each run, with what is better of two; null where a run has none. */
export type Score = {
  title: string;
  values: (number | null)[];
  better: 'more' | 'less' | null;
  format: 'share' | 'number' | 'count' | 'seconds';
};

const last = ({ table }: Run, split: 'train' | 'valid'): EpochRow['valid'] =>
  table.findLast((row) => row[split] !== null)?.[split] ?? null;

const secondsAnEpoch = ({ table }: Run): number | null => {
  const known = table.filter(({ train }) => train !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, { train }) => sum + train!.seconds, 0) / known.length;
};

/** What runs are judged by. */
export function scoresOf(runs: readonly Run[]): Score[] {
  const row = (
    title: string,
    format: Score['format'],
    better: Score['better'],
    read: (run: Run) => number | null | undefined,
  ): Score => ({ title, format, better, values: runs.map((run) => read(run) ?? null) });
  return [
    row('Accuracy, validation', 'share', 'more', (run) => last(run, 'valid')?.accuracy),
    row('Loss, validation', 'number', 'less', (run) => last(run, 'valid')?.loss),
    row('Best accuracy of an epoch', 'share', 'more', ({ best }) => best?.accuracy),
    row('Accuracy, training', 'share', null, (run) => last(run, 'train')?.accuracy),
    row('Loss, training', 'number', null, (run) => last(run, 'train')?.loss),
    row('Epochs done', 'count', null, ({ epochs }) => epochs.done),
    row('Duration', 'seconds', null, ({ seconds }) => seconds),
    row('Training of an epoch', 'seconds', 'less', secondsAnEpoch),
    row('Parameters', 'count', null, ({ facts }) => facts?.parameters),
  ];
}

/** Which of the values are the best; none where all are the same or fewer than two are known. */
export function bestOf({ values, better }: Score): boolean[] {
  const known = values.filter((value) => value !== null);
  const isTold = better !== null && known.length > 1 && new Set(known).size > 1;
  const best = better === 'more' ? Math.max(...known) : Math.min(...known);
  return values.map((value) => isTold && value === best);
}
