import type { Job, RunSummary } from '../../shared/resources.ts';
import { shortened } from '../run-choice.ts';
import { age, fixed, percent } from './numbers.ts';
import { painted } from './states.ts';
import { type Field, table } from './table.ts';

/** The list of runs. @param jobs of those that are not over @param width of the terminal; a pipe gets whole ids */
export function runRows(
  runs: readonly RunSummary[],
  jobs: ReadonlyMap<string, Job>,
  width: number,
): string[] {
  const short = Number.isFinite(width) ? shortened(runs.map(({ id }) => id)) : (id: string) => id;
  const fields: Field<RunSummary>[] = [
    { title: 'run', of: ({ id }) => short(id) },
    { title: 'state', of: (run) => painted(run.state, stateText(run, jobs.get(run.id))) },
    { title: 'name', of: ({ name }) => name ?? '', gives: true },
    { title: 'epochs', of: ({ epochs }) => `${epochs.done}/${epochs.asked}`, align: 'right' },
    { title: 'loss', of: ({ loss }) => fixed(loss, 4), align: 'right' },
    { title: 'accuracy', of: ({ accuracy }) => fixed(accuracy, 4), align: 'right' },
    { title: 'age', of: ({ createdAt }) => age(createdAt), align: 'right' },
  ];
  return table(fields, runs, width);
}

function stateText({ state }: RunSummary, job: Job | undefined): string {
  if (state === 'queued' && job?.position) return `queued, ${job.position}.`;
  if (state === 'running' && job?.progress) return `${percent(job.progress.step / job.progress.steps)} done`;
  return state;
}
