import type { Checkpoint, Job, Run } from '../../shared/resources.ts';
import type { Layer } from '../training.ts';
import { colors } from './colors.ts';
import { deviceText } from './devices.ts';
import { epochHeader, epochLine } from './epochs.ts';
import { layerLines } from './layers.ts';
import { age, duration, fixed, grouped } from './numbers.ts';
import { searchLines } from './search.ts';
import { specRows } from './spec.ts';
import { painted } from './states.ts';
import { cut, facts as factLines, table } from './table.ts';
import { verdictLines } from './verdicts.ts';

export type Shown = { run: Run; job: Job; layers: Layer[]; checkpoints: Checkpoint[] };

/** All that is known of a run, section by section. */
export function runLines({ run, job, layers, checkpoints }: Shown, width: number): string[] {
  return [
    colors.bold(run.name ?? `run ${run.id}`),
    ...factLines([...identity(run, job), ...specRows(run.spec), ...measured(run)]),
    ...section(
      'epochs',
      run.table.length === 0 ? [] : [colors.bold(epochHeader()), ...run.table.map(epochLine)],
    ),
    ...section('search', run.lrFind ? searchLines(run.lrFind, width) : []),
    ...section('layers at the last watched batch', titled(layerLines(layers, run.spec.hooks.max))),
    ...section('verdicts', run.verdicts.flatMap(verdictLines)),
    ...section('checkpoints', checkpointLines(checkpoints, width)),
  ];
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', colors.dim(`── ${title}`), ...lines];

const titled = ([titles, ...rows]: string[]): string[] =>
  titles === undefined ? [] : [colors.bold(titles), ...rows];

function identity(run: Run, { position, progress, eta }: Job): [string, string][] {
  const where =
    run.state === 'queued' && position !== null
      ? `, place ${position}`
      : progress && run.state === 'running'
        ? `, batch ${progress.step} of ${progress.steps}${eta === null ? '' : `, ${duration(eta)} left`}`
        : '';
  return [
    ['run', run.id],
    ['state', `${painted(run.state)}${where}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}`],
    ...(run.error === null ? [] : ([['error', colors.red(run.error)]] as [string, string][])),
    [
      'made',
      `${age(run.createdAt)} ago${run.seconds === null ? '' : `, trained for ${duration(run.seconds)}`}`,
    ],
    ...(run.tags.length === 0 ? [] : ([['tags', run.tags.join(', ')]] as [string, string][])),
    ...(run.notes === null ? [] : ([['notes', run.notes]] as [string, string][])),
  ];
}

function measured({ facts, best }: Run): [string, string][] {
  return [
    ...(facts
      ? ([
          ['device', deviceText(facts.device)],
          [
            'size',
            `${grouped(facts.parameters)} parameters, ${facts.steps.train} + ${facts.steps.valid} batches an epoch`,
          ],
        ] as [string, string][])
      : []),
    ...(best
      ? ([
          ['best', `accuracy ${fixed(best.accuracy, 4)}, loss ${fixed(best.loss, 4)} in epoch ${best.epoch}`],
        ] as [string, string][])
      : []),
  ];
}

function checkpointLines(checkpoints: readonly Checkpoint[], width: number): string[] {
  return table<Checkpoint>(
    [
      { title: 'epoch', of: ({ epoch }) => String(epoch), align: 'right' },
      { title: 'batch', of: ({ step }) => String(step), align: 'right' },
      { title: 'weights', of: ({ artifact }) => (Number.isFinite(width) ? cut(artifact, 24) : artifact) },
      { title: 'optimizer', of: ({ optimizer }) => (optimizer === null ? 'not kept' : 'kept') },
      { title: 'age', of: ({ time }) => age(time), align: 'right' },
    ],
    checkpoints,
    width,
  ).slice(checkpoints.length === 0 ? 1 : 0);
}
