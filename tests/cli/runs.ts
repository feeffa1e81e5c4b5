import type { Store, Told } from '../../server/store/index.ts';
import type { Ended } from '../../shared/lifecycle.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Api } from '../api/fixture.ts';
import { weights } from '../api/fixture.ts';
import { activations, batches, epochEnd, facts } from '../store/fixture.ts';

/** What a trainer says of a run of one epoch of two batches. */
export const story: Told[] = [
  batches(0, [2, 1]),
  activations(0, 2, 1, 40),
  epochEnd(0, 'train', 1.5, 0.4),
  batches(0, [1.25], { split: 'valid' }),
  epochEnd(0, 'valid', 1.25, 0.5),
];

export const verdict: Told = {
  type: 'verdict',
  epoch: 0,
  step: 2,
  layer: '0.2',
  kind: 'dead',
  since: 1,
  message: '97 % of its values are 0',
  advice: 'a lower rate',
};

/** Takes the next job in the queue, as a worker does, and says something of it. @returns its id */
export async function work(store: Store, told: readonly Told[] = story): Promise<string> {
  const claim = await store.jobs.claim('tester', ['wasm']);
  if (!claim) throw new Error('nothing waits');
  await store.runs.setFacts(claim.id, claim.attempt, { ...facts(2), normalize: { mean: 0, std: 1 } });
  await store.journal.append(claim.id, claim.attempt, [...told]);
  return claim.id;
}

/** Ends a run as its worker does; one that is cancelled was asked to end before. */
export async function end(store: Store, id: string, to: Ended = 'succeeded'): Promise<void> {
  if (to === 'cancelled') {
    await store.jobs.change(id, { from: ['running'], to: 'cancelling', attempt: 1 });
    await store.jobs.change(id, { from: ['cancelling'], to, attempt: 1 });
  } else {
    const error = to === 'failed' ? { error: 'the loss is not finite' } : {};
    await store.jobs.change(id, { from: ['running', 'cancelling'], to, attempt: 1, ...error });
  }
}

/** A run that has succeeded, with a checkpoint. */
export async function finished(
  { store, artifacts }: Api,
  spec: JobSpec,
  told: readonly Told[] = story,
): Promise<{ id: string; digest: string }> {
  const { digest } = await artifacts.put(weights(Math.random()));
  await store.jobs.create(spec);
  const id = await work(store, [
    ...told,
    { type: 'checkpoint', epoch: 0, step: 2, artifact: digest, optimizer: null },
  ]);
  await end(store, id);
  return { id, digest };
}
