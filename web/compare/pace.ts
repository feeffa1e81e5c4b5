import type { Run } from '../../shared/resources.ts';

export const AXES = ['step', 'epoch', 'time'] as const;
export type Axis = (typeof AXES)[number];
export const AXIS_LABELS: Record<Axis, string> = {
  step: 'training batch',
  epoch: 'epoch',
  time: 'seconds of training',
};

type Timed = Pick<Run, 'facts' | 'table'>;

/**
 * Places of training batches on an axis. Time is that of the epochs, without waiting in the queue; within an epoch batches
 * are taken as equally long, and in the one that goes on as long as in the last.
 */
export function placesOf(run: Timed, steps: ArrayLike<number>, axis: Axis): Float64Array {
  const perEpoch = run.facts?.steps.train ?? 1;
  if (axis === 'step') return Float64Array.from(steps);
  if (axis === 'epoch') return Float64Array.from(steps, (step) => step / perEpoch);
  const starts = startsOf(run);
  return Float64Array.from(steps, (step) => {
    const epoch = Math.floor(step / perEpoch);
    return (starts[epoch] ?? Number.NaN) + ((step % perEpoch) / perEpoch) * trainSeconds(run, epoch);
  });
}

/** Where each epoch of the table ended, on an axis. */
export function endsOf(run: Timed, axis: Axis): Float64Array {
  const starts = axis === 'time' ? startsOf(run) : [];
  const perEpoch = run.facts?.steps.train ?? 1;
  return Float64Array.from(run.table, ({ epoch }) => {
    if (axis === 'time') return starts[epoch + 1] ?? Number.NaN;
    return axis === 'epoch' ? epoch + 1 : (epoch + 1) * perEpoch;
  });
}

/** Seconds at which each epoch began, and at which the next will. */
function startsOf({ table }: Timed): number[] {
  const starts = [0];
  for (const { train, valid } of table) {
    starts.push(starts.at(-1)! + (train?.seconds ?? 0) + (valid?.seconds ?? 0));
  }
  return starts;
}

function trainSeconds({ table }: Timed, epoch: number): number {
  const known = table.filter(({ train }) => train !== null);
  const row = known.find((one) => one.epoch === epoch) ?? known.at(-1);
  return row?.train?.seconds ?? 0;
}
