import { epochsOf, type JobSpec } from '../../shared/spec/job-spec.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';
import { type Callback, EarlyStopping, Metrics } from '../learner/index.ts';
import type { Built } from './build/index.ts';
import { preparationOf } from './build/preparation.ts';
import { lrFinderOf, trainingOf } from './build/training.ts';
import { Checkpoints } from './checkpoints.ts';
import { Recorder } from './recorder.ts';
import { StopOnSignal } from './stop-on-signal.ts';

export type Surroundings = {
  artifacts: Artifacts;
  say: (entries: TrainerEntry[]) => void;
  signal: AbortSignal;
};

/**
 * Lets the learner do what the job is about, and records it.
 * @returns whether it ran to its end, or `signal` ended it before
 */
export async function runFit(
  spec: JobSpec,
  built: Built,
  { artifacts, say, signal }: Surroundings,
): Promise<'finished' | 'stopped'> {
  const { learner, train, valid, stats } = built;
  const metrics = new Metrics();
  const stop = new StopOnSignal(signal);
  const recorder = new Recorder({ metrics, stats, hooks: spec.hooks }, say);
  const watching: Callback[] = [metrics, recorder, stop, ...(stats ? [stats] : [])];
  const preparation = preparationOf(spec, built, say);

  if (spec.kind === 'lr-find') {
    const finder = lrFinderOf(spec);
    await learner.fit(epochsOf(spec), { train, callbacks: [...watching, ...preparation, finder] });
    const { lr, loss, suggestion, reason } = finder.result;
    if (!stop.hasStopped) {
      say([
        {
          type: 'lr-find',
          lr: Float64Array.from(lr),
          loss: Float32Array.from(loss),
          // null on the wire: a number that is not finite.
          suggestion: suggestion ?? Number.NaN,
          reason,
        },
      ]);
    }
  } else {
    const checkpoints = new Checkpoints(artifacts, spec.checkpoint.everyEpochs, say);
    const callbacks = [...watching, ...preparation, ...trainingOf(spec), checkpoints];
    await learner.fit(spec.epochs, { train, valid, callbacks });
    await checkpoints.settled();
    sayWhyEarly(callbacks, say);
  }
  return stop.hasStopped ? 'stopped' : 'finished';
}

function sayWhyEarly(callbacks: readonly Callback[], say: Surroundings['say']): void {
  for (const callback of callbacks) {
    if (callback instanceof EarlyStopping && callback.reason !== null) {
      say([{ type: 'log', level: 'info', message: `early stopping: ${callback.reason}` }]);
    }
  }
}
