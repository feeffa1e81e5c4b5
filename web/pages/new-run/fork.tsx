import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Checkpoint, Run } from '../../../shared/resources.ts';
import { client, explain } from '../../connection.ts';
import { forkBody, forkOf, placeInSpec } from '../../form/forking.ts';
import { trainingAt } from '../../form/variants.ts';
import { linkTo } from '../../routing.ts';
import { CheckpointChoice } from './checkpoint-choice.tsx';
import { Desk } from './desk.ts';
import { Fresh } from './fresh.tsx';
import { useSurroundings } from './surroundings.ts';
import { Workbench } from './workbench.tsx';

type Origin = { run: Run; checkpoints: readonly Checkpoint[] };

/** A job that goes on from a run. Of a search for the rate nothing is gone on from: it becomes a training. */
export function Fork({ id, lr }: { id: string; lr: number | null }) {
  const origin = useSignal<Origin | null>(null);
  const fault = useSignal<string | null>(null);
  useEffect(() => {
    Promise.all([client.value.runs.get(id), client.value.checkpoints(id)]).then(
      ([run, { items }]) => {
        origin.value = { run, checkpoints: items };
      },
      (error) => {
        fault.value = explain(error);
      },
    );
  }, [id, client.value]);
  if (fault.value) {
    return (
      <p role="alert">
        {fault.value} <a href={linkTo('new')}>Begin anew</a>
      </p>
    );
  }
  if (!origin.value) return <p role="status">Reading the run …</p>;
  const { run, checkpoints } = origin.value;
  if (run.spec.kind === 'lr-find') {
    return <Fresh preset={null} document={lr === null ? run.spec : trainingAt(run.spec, lr)} />;
  }
  return <ForkOf run={run} checkpoints={checkpoints} />;
}

function ForkOf({ run, checkpoints }: Origin) {
  const { datasets, devices, fault } = useSurroundings();
  const desk = useMemo(() => new Desk(forkOf(run, checkpoints.at(-1) ?? null), datasets, devices), [run]);
  return (
    <Workbench
      desk={desk}
      verb="Start the fork"
      start={(spec) => client.value.fork(run.id, forkBody(run, checkpoints, spec) as object)}
      place={placeInSpec}
    >
      {fault.value && <p role="alert">{fault.value}</p>}
      <CheckpointChoice desk={desk} run={run} checkpoints={checkpoints} />
    </Workbench>
  );
}
