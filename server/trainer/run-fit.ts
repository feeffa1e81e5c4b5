import { epochsOf } from '../../shared/spec/epochs.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';
import type { Callback, HealthWatch, Learner, Metrics } from '../learner/index.ts';
import type { Built } from './build/index.ts';
import { preparationOf } from './build/preparation.ts';
import { loadStates, statesOf } from './build/randoms.ts';
import { lrFinderOf, trainingOf } from './build/training.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import { type Cadence, Checkpoints } from './checkpoints.ts';
import { Conclusion } from './conclusion.ts';
import { findingsOf } from './findings.ts';
import { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';
import { StopOnSignal } from './stop-on-signal.ts';
import { TellNonFinite } from './tell-non-finite.ts';
import { encodeTraining } from './training-state.ts';
import { encodeWeights } from './weights.ts';

export type Surroundings = {
  artifacts: Artifacts;
  say: (entries: TrainerEntry[]) => void;
  signal: AbortSignal;
  /** What the fit goes on from; the network has its weights already. */
  resumption: Resumption | null;
};

/**
 * What trains, and what judges it; a search for a rate is not judged. But for `metrics`, `health` and `purpose` no
 * callback of the fit has a state: before these are known, nothing is void.
 */
export type Fit = { built: Built; metrics: Metrics; health: HealthWatch | null; purpose: Callback[] };

/** What the job asks the fit for beside the bare loop. */
export const purposeOf = (spec: JobSpec): Callback[] =>
  spec.kind === 'lr-find' ? [lrFinderOf(spec)] : trainingOf(spec);

/** A search for a rate is short: only one that is stopped leaves something to go on from. */
const NEVER: Cadence = { everyEpochs: null, everyBatches: null, everySeconds: null };

/**
 * Lets the learner do what the job is about, and records it.
 * @returns whether it ran to its end, or `signal` ended it before
 */
export async function runFit(
  spec: JobSpec,
  { built, metrics, health, purpose }: Fit,
  { artifacts, say, signal, resumption }: Surroundings,
): Promise<'finished' | 'stopped'> {
  const { learner, train, valid, stats, randoms, network } = built;
  const stop = new StopOnSignal(signal);
  health?.watch(stats);
  const recorder = new Recorder({ metrics, stats, health, hooks: spec.hooks }, say);
  const files = new CheckpointFiles(artifacts, say);
  const checkpoints = new Checkpoints({
    cadence: spec.kind === 'train' ? spec.checkpoint : NEVER,
    keepsEnd: () => spec.kind === 'train' || stop.hasStopped,
    room: () => files.room(),
    keep: async (learn: Learner, epoch: number) => {
      await learn.readable();
      // What was done before the checkpoint is said before it, in columns that end here.
      recorder.flush();
      const step = learn.steps.train;
      const training = encodeTraining({ fit: learn.state(), randoms: statesOf(randoms) });
      files.put({ epoch, step, weights: encodeWeights(network, step), training });
    },
  });
  const goesOn = spec.kind === 'train' && spec.onNonFinite === 'continue';
  const watching: Callback[] = [
    metrics,
    recorder,
    stop,
    checkpoints,
    ...(stats ? [stats] : []),
    ...(health ? [health, new Conclusion(health, stop)] : []),
    ...(goesOn ? [new TellNonFinite(say)] : []),
  ];
  if (resumption) loadStates(randoms, resumption.randoms);
  await learner.fit(epochsOf(spec), {
    train,
    ...(spec.kind === 'train' && { valid }),
    callbacks: [...watching, ...preparationOf(spec, built, say), ...purpose],
    ...(resumption && { resume: resumption.fit }),
  });
  await files.settled({ isEnd: !stop.hasStopped });
  if (stop.hasStopped) return 'stopped';
  const findings = purpose.flatMap(findingsOf);
  if (findings.length > 0) say(findings);
  return 'finished';
}
