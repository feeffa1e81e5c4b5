import type { Run } from '../../shared/resources.ts';
import type { Difference } from '../differences.ts';
import { shortened } from '../run-choice.ts';
import { colors } from './colors.ts';
import { duration, fixed, grouped } from './numbers.ts';
import { painted } from './states.ts';
import { type Field, table } from './table.ts';

type Row = { name: string; cells: string[] };

/** Runs side by side: how they did, then only what their jobs ask for differently. */
export function comparisonLines(
  runs: readonly Run[],
  different: readonly Difference[],
  width: number,
): string[] {
  const short = shortened(runs.map(({ id }) => id));
  const under = (title: string): Field<Row>[] => [
    { title, of: ({ name }) => name },
    ...runs.map(({ id }, i): Field<Row> => ({ title: short(id), of: ({ cells }) => cells[i]!, gives: true })),
  ];
  const specs = different.map(({ path, values }) => ({ name: path, cells: values.map(textOf) }));
  return [
    ...table(under('result'), scoresOf(runs), width),
    '',
    ...(specs.length === 0 ? ['The jobs are the same.'] : table(under('what differs'), specs, width)),
  ];
}

function scoresOf(runs: readonly Run[]): Row[] {
  const row = (name: string, of: (run: Run) => string): Row => ({ name, cells: runs.map(of) });
  const best = (of: (run: Run) => number | null, choose: typeof Math.max) =>
    choose(...runs.flatMap((run) => of(run) ?? []));
  const score = (name: string, of: (run: Run) => number | null, choose: typeof Math.max) =>
    row(name, (run) => {
      const text = fixed(of(run), 4);
      return of(run) === best(of, choose) ? colors.green(text) : text;
    });
  return [
    row('name', ({ name }) => name ?? ''),
    row('state', ({ state }) => painted(state)),
    score('best accuracy', (run) => run.best?.accuracy ?? null, Math.max),
    score('last accuracy', ({ accuracy }) => accuracy, Math.max),
    score('last loss', ({ loss }) => loss, Math.min),
    row('epochs', ({ epochs }) => `${epochs.done}/${epochs.asked}`),
    row('duration', ({ seconds }) => duration(seconds)),
    row('parameters', ({ facts }) => (facts ? grouped(facts.parameters) : '-')),
    row('device', ({ device }) => device ?? '-'),
    row('verdicts', ({ verdicts }) => [...new Set(verdicts.map(({ kind }) => kind))].join(', ') || '-'),
  ];
}

const textOf = (value: unknown): string =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
