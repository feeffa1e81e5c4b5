import type { Checkpoint } from '../../shared/resources.ts';
import { BadSafetensors } from '../../shared/safetensors/index.ts';
import type { Assignment, TrainerEntry } from '../../shared/trainer.ts';
import { type Artifacts, CorruptArtifact, MissingArtifact } from '../artifacts/index.ts';
import { type Callback, checkCallbacks, ForeignState, type StateDict } from '../learner/index.ts';
import { decodeTraining, OtherTraining, type TrainingState } from './training-state.ts';
import { readWeights } from './weights.ts';

/** What an attempt goes on from. */
export type Resumption = TrainingState & { weights: StateDict };

/**
 * Reads the latest checkpoint of the attempts before that can be gone on from, and says which batches are void by that;
 * a warning for each that cannot. Says nothing in a first attempt. Void is void for good, so it is said only when nothing
 * is left that could still speak against it: `callbacks` are those of the fit, as far as they have a state.
 * @returns null where training starts from the beginning: no checkpoint is there, or none that is whole
 * @throws Error, and nothing is void: where a file is there that could not be read this time, and where all that is
 *   there was kept by a learnd that this one does not go on from
 */
export async function resumptionOf(
  { attempt, checkpoints }: Pick<Assignment, 'attempt' | 'checkpoints'>,
  { artifacts, callbacks }: { artifacts: Artifacts; callbacks: readonly Callback[] },
  say: (entries: TrainerEntry[]) => void,
): Promise<Resumption | null> {
  if (attempt <= 1 && checkpoints.length === 0) return null;
  /** The latest that is whole, but of another kind than what is read here. */
  let other: Error | null = null;
  for (const checkpoint of checkpoints) {
    try {
      const resumption = await read(checkpoint, artifacts);
      checkCallbacks(callbacks, resumption.fit.callbacks);
      const { train: step, valid } = resumption.fit.steps;
      const reason = `attempt ${attempt} goes on from the checkpoint at step ${step}`;
      say([{ type: 'rewind', step, valid, reason }]);
      return resumption;
    } catch (error) {
      if (!(isLost(error) || isOther(error))) throw error;
      const message = `training cannot go on from the checkpoint at step ${checkpoint.step}: ${error.message}`;
      say([{ type: 'log', level: 'warn', message }]);
      if (isOther(error)) other ??= new Error(`${message}. ${WAYS_OUT}`, { cause: error });
    }
  }
  if (other) throw other;
  say([{ type: 'rewind', step: 0, valid: 0, reason: `attempt ${attempt} starts from the beginning` }]);
  return null;
}

const WAYS_OUT =
  'Nothing of the run was thrown away: fork it from there (POST /runs/:id/fork, with optimizerState where the optimizer was kept), or start the learnd that kept it and POST /jobs/:id/retry';

const isLost = (error: unknown): error is Error =>
  error instanceof MissingArtifact || error instanceof CorruptArtifact || error instanceof BadSafetensors;
const isOther = (error: unknown): error is Error =>
  error instanceof OtherTraining || error instanceof ForeignState;

/** The weights first: a checkpoint without them is lost, whatever lies beside. */
async function read({ artifact, optimizer }: Checkpoint, artifacts: Artifacts): Promise<Resumption> {
  const weights = await having(artifact, readWeights(artifacts, artifact));
  if (optimizer === null) throw new OtherTraining('its state of the optimizer was not kept');
  const training = decodeTraining(await having(optimizer, artifacts.read(optimizer)));
  return { ...training, weights };
}

/** What the system says of a read names a path at best. */
async function having<T>(digest: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (isLost(cause)) throw cause;
    throw new Error(
      `the artifact ${digest}, from which training would go on, could not be read: ${(cause as Error).message}. Once it can be, POST /jobs/:id/retry goes on from there`,
      { cause },
    );
  }
}
