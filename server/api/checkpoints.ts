import { hasEnded } from '../../shared/lifecycle.ts';
import type { Checkpoint, Run } from '../../shared/resources.ts';
import { MissingArtifact } from '../artifacts/index.ts';
import type { Store } from '../store/index.ts';
import { Refusal, refuseFor, unknownRun } from './refusal.ts';

/** @throws Refusal 404 */
export async function runOf({ runs }: Store, id: string): Promise<Run> {
  const run = await runs.get(id);
  if (!run) throw unknownRun(id);
  return run;
}

/**
 * The checkpoint that is asked for, the last unless said.
 * @throws Refusal 409 while the run has none, 422 when it has others
 */
export async function checkpointOf({ runs }: Store, run: Run, asked?: string): Promise<Checkpoint> {
  if (!run.checkpoint) {
    throw new Refusal(409, `The run ${run.id} is ${run.state} and has no checkpoint${hopeOf(run)}`);
  }
  if (asked === undefined || asked === run.checkpoint.artifact) return run.checkpoint;
  const found = (await runs.checkpoints(run.id)).find(({ artifact }) => artifact === asked);
  if (found) return found;
  const message = `is no checkpoint of this run, or one that was dropped since; GET /runs/${run.id}/checkpoints lists those that are kept`;
  throw refuseFor(422, [{ path: '/checkpoint', message }]);
}

/**
 * Uses the checkpoint that is asked for. Between the look at its row and at its file the run may have kept another one and
 * dropped it: then what is asked for is looked up once more.
 * @throws what checkpointOf and `use` throw; MissingArtifact when its file is gone for good
 */
export async function usingCheckpoint<T>(
  store: Store,
  run: Run,
  asked: string | undefined,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  const checkpoint = await checkpointOf(store, run, asked);
  try {
    return await use(checkpoint);
  } catch (error) {
    if (!(error instanceof MissingArtifact)) throw error;
    const again = await checkpointOf(store, await runOf(store, run.id), asked);
    if (again.artifact === checkpoint.artifact) throw error;
    return use(again);
  }
}

/** What to do about it. */
function hopeOf({ state, spec }: Run): string {
  if (spec.kind === 'lr-find') return ': a search for the rate keeps no weights';
  const { everyEpochs, everyBatches, everySeconds } = spec.checkpoint;
  const cadence = [
    ...(everyBatches === null ? [] : [`after ${everyBatches} batches`]),
    ...(everySeconds === null ? [] : [`after ${everySeconds} s`]),
    everyEpochs === null
      ? 'at its end'
      : everyEpochs === 1
        ? 'after its first epoch'
        : `after ${everyEpochs} epochs`,
  ];
  const sooner = 'checkpoint.everyBatches or everySeconds of a new job keeps some sooner';
  if (!hasEnded(state)) return ` yet: it keeps one ${cadence.join(' or ')}. Wait for that; ${sooner}`;
  const again = state === 'succeeded' ? '' : `POST /jobs/:id/retry trains it on; `;
  return `: it ended before it kept one. ${again}${sooner}`;
}
