import { check } from '../../shared/check.ts';
import type { Issue } from '../../shared/problem.ts';
import type { Checkpoint, Run } from '../../shared/resources.ts';
import type { Body } from '../../shared/routes.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';
import { isObject, merge } from './overriding.ts';
import { refuseFor } from './refusal.ts';

const ROOT = '/overrides';

type Fork = Body<'forkRun'>;

/**
 * Whether the fork begins with weights of the run; with an init of its own it needs none.
 * @throws Refusal 400 when the body says two things about where the weights come from
 */
export function wantsCheckpoint({ overrides, checkpoint, optimizerState }: Fork): boolean {
  if (!isObject(overrides)) throw refuseFor(400, [{ path: ROOT, message: 'must be an object' }]);
  if (!Object.hasOwn(overrides, 'init')) return true;
  if (checkpoint === undefined && !optimizerState) return false;
  const message = 'contradicts checkpoint and optimizerState, which also say where the weights come from';
  throw refuseFor(400, [{ path: `${ROOT}/init`, message }]);
}

/**
 * The spec of a run that goes on from another's weights: its spec, with the overrides, the checkpoint as init and the
 * images normalized as those were that the weights have seen.
 * @throws Refusal 400 for a mistake in the overrides, 422 when the optimizer's state was not kept
 */
export function forkSpec(run: Run, fork: Fork, checkpoint: Checkpoint | null): JobSpec {
  const { overrides, optimizerState } = fork;
  const { dataset, ...spec } = run.spec;
  const base = {
    ...fieldsOf(spec, overrides.kind),
    dataset: run.facts ? { ...dataset, normalize: run.facts.normalize ?? 'none' } : dataset,
    ...(checkpoint && { init: initOf(checkpoint, optimizerState) }),
  };
  const checked = check(JobSpec, merge(base, overrides));
  if (!checked.ok)
    throw refuseFor(
      400,
      checked.issues.map((issue) => placed(issue, fork)),
    );
  return checked.value;
}

function initOf({ artifact, optimizer }: Checkpoint, optimizerState: boolean): JobSpec['init'] {
  if (optimizerState && optimizer === null) {
    const message = "this checkpoint was kept without the optimizer's state; leave it out";
    throw refuseFor(422, [{ path: '/optimizerState', message }]);
  }
  return { kind: 'weights', artifact, optimizer: optimizerState ? optimizer : null };
}

/** Where a mistake of the new spec is in the body that it was made from. */
export function placed({ path, message }: Issue, { overrides }: Fork): Issue {
  const isOfCheckpoint = path.startsWith('/init') && !Object.hasOwn(overrides, 'init');
  if (isOfCheckpoint && path.endsWith('/optimizer')) return { path: '/optimizerState', message };
  return isOfCheckpoint ? { path: '/checkpoint', message } : { path: ROOT + path, message };
}

/** What a spec of another kind has too: a search for the rate asks for no epochs. */
function fieldsOf(spec: object, kind: unknown): object {
  const variant = JobSpec.anyOf.find(({ properties }) => properties.kind.const === kind);
  if (!variant) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([key]) => Object.hasOwn(variant.properties, key)));
}
