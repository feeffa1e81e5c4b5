import { type Client, LearndError } from '../../client/index.ts';
import type { Split } from '../../shared/events.ts';
import type { Receipt } from '../../shared/receipt.ts';
import type { RunFacts } from '../../shared/resources.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import { firstInit } from '../../shared/spec/first-init.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { openArtifacts } from '../artifacts/index.ts';
import { Unusable } from './unusable.ts';

/** A loss as JSON has it: null is one that was not finite. */
export type Losses = Record<Split, (number | null)[]>;

/** What the batches from a step on stand on, until the next one's step. */
export type Trained = { step: number; receipt: Receipt };

/** What a server has kept of the first epochs of a run. */
export type Kept = { spec: JobSpec; facts: RunFacts; receipts: Trained[]; losses: Losses };

/** Reads what stands of a run: what a rewind made void was said again since. @throws Unusable, and what the client throws */
export async function readKept(client: Client, id: string, epochs: number): Promise<Kept> {
  const run = await client.runs.get(id).catch((error) => {
    if (error instanceof LearndError && error.status === 404)
      throw new Unusable(`There is no run ${id} on that server`);
    throw error;
  });
  const { spec, facts, state } = run;
  if (!facts) throw new Unusable(`The run ${id} is ${state} and has not begun to train`);
  const all = receiptsOf(facts);
  if (all.length === 0)
    throw new Unusable(`The run ${id} has no receipt: a version trained it that wrote none`);

  const count = Math.min(epochs, epochsOf(spec));
  const losses: Losses = { train: [], valid: [] };
  for (const split of ['train', 'valid'] as const) {
    const all = count * facts.steps[split];
    const { columns } = await client.metrics(id, { split, names: 'loss', to: all });
    losses[split] = Array.from(columns.loss ?? [], (loss) => (Number.isNaN(loss) ? null : loss));
    const has = losses[split].length;
    // A run that has succeeded may have less: it stopped early, or it looked for a rate.
    if (has === 0 ? split === 'train' : has < all && state !== 'succeeded') {
      throw new Unusable(
        `The run ${id} is ${state} and has ${has} of the ${all} ${split} batches of ${count} epochs`,
      );
    }
  }
  const compared = count * facts.steps.train;
  return { spec, facts, receipts: all.filter(({ step }) => step < compared), losses };
}

/** Versions that kept only the last attempt's receipt had one for all. */
function receiptsOf({ receipt, receipts }: RunFacts): Trained[] {
  return receipts ?? (receipt ? [{ step: 0, receipt }] : []);
}

/** Fetches the weights that the job starts from, where it does, into a folder of its own. @throws what the client throws */
export async function fetchGiven(client: Client, spec: JobSpec, folder: string): Promise<void> {
  const artifacts = await openArtifacts(folder);
  const init = firstInit(spec.init);
  if (init.kind !== 'weights') return;
  for (const digest of [init.artifact, init.optimizer]) {
    if (digest !== null) await artifacts.put(new Uint8Array(await client.artifact(digest)));
  }
}
