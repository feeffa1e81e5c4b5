import { hasEnded } from '../../shared/lifecycle.ts';
import type { Checkpoint, Run } from '../../shared/resources.ts';
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
  const message = `is no checkpoint of this run; GET /runs/${run.id}/checkpoints lists them`;
  throw refuseFor(422, [{ path: '/checkpoint', message }]);
}

function hopeOf({ state, spec }: Run): string {
  if (spec.kind === 'lr-find') return ': a search for the rate keeps no weights';
  return hasEnded(state) ? '' : ' yet: try again later';
}
