import type { Checkpoint } from '../../shared/resources.ts';
import type { Assignment, TrainerEntry } from '../../shared/trainer.ts';
import type { Artifacts } from '../artifacts/index.ts';
import type { StateDict } from '../learner/index.ts';
import { decodeTraining, type TrainingState } from './training-state.ts';
import { readWeights } from './weights.ts';

/** What an attempt goes on from. */
export type Resumption = TrainingState & { weights: StateDict };

/**
 * Reads the latest checkpoint of the attempts before that can be gone on from, and says which batches are void by that;
 * a warning for each that cannot. Says nothing in a first attempt.
 * @returns null where training starts from the beginning
 */
export async function resumptionOf(
  { attempt, checkpoints }: Pick<Assignment, 'attempt' | 'checkpoints'>,
  artifacts: Artifacts,
  say: (entries: TrainerEntry[]) => void,
): Promise<Resumption | null> {
  if (attempt <= 1 && checkpoints.length === 0) return null;
  for (const checkpoint of checkpoints) {
    try {
      const resumption = await read(checkpoint, artifacts);
      const { train: step, valid } = resumption.fit.steps;
      const reason = `attempt ${attempt} goes on from the checkpoint at step ${step}`;
      say([{ type: 'rewind', step, valid, reason }]);
      return resumption;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `training cannot go on from the checkpoint at step ${checkpoint.step}: ${why}`;
      say([{ type: 'log', level: 'warn', message }]);
    }
  }
  say([{ type: 'rewind', step: 0, valid: 0, reason: `attempt ${attempt} starts from the beginning` }]);
  return null;
}

async function read({ artifact, optimizer }: Checkpoint, artifacts: Artifacts): Promise<Resumption> {
  if (optimizer === null) throw new Error('its state of the optimizer was not kept');
  const training = decodeTraining(await artifacts.read(optimizer));
  return { ...training, weights: await readWeights(artifacts, artifact) };
}
