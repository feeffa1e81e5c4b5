import type { Run } from '../../shared/resources.ts';
import type { PlotLook } from '../../shared/routes/plots.ts';
import { compact, percent } from './drawing/numbers.ts';

/** What a picture says of the run beside what it shows. */
export type Subject = Pick<
  Run,
  'id' | 'name' | 'state' | 'dataset' | 'epochs' | 'loss' | 'accuracy' | 'table' | 'lrFind' | 'spec' | 'facts'
>;

/** What is asked for of the training steps. */
export type Shown = Pick<PlotLook, 'theme' | 'width' | 'from' | 'to'>;

/** Name of the run and of the chart. */
export const titleOf = ({ name, id }: Subject, chart: string): [name: string, chart: string] => [
  name ?? `run ${id}`,
  chart,
];

/** Data set, state and score of a run, in one line. */
export function subtitleOf({ name, id, dataset, state, epochs, loss, accuracy, spec }: Subject): string {
  const { done, asked } = epochs;
  return [
    dataset,
    state,
    ...(spec.kind === 'train' ? [`epoch ${done} of ${asked}`] : []),
    ...(loss === null ? [] : [`validation loss ${compact(loss)}`]),
    ...(accuracy === null ? [] : [`accuracy ${percent(accuracy)}`]),
    ...(name === null ? [] : [id]),
  ].join(' · ');
}

/** Why there is nothing to see yet, or any more, as the beginning of a sentence. */
export function silence({ state, epochs }: Subject, { from, to }: Pick<Shown, 'from' | 'to'>): string {
  if (from !== undefined || to !== undefined) {
    return `Between step ${from ?? 0} and ${to ?? 'the end'} nothing was measured`;
  }
  if (state === 'queued' && epochs.done === 0) return 'Nothing was measured yet: the run waits in the queue';
  if (state === 'succeeded' || state === 'failed' || state === 'cancelled') {
    return `Nothing was measured: the run ${state === 'succeeded' ? 'ended' : `${state === 'failed' ? 'failed' : 'was cancelled'}`} before its first batch was told`;
  }
  return `Nothing was measured yet: the run is ${state}`;
}
