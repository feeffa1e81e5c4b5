import type { Issue } from '../../shared/problem.ts';
import type { Checkpoint, Run } from '../../shared/resources.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { isObject, type JsonObject, own } from './schema.ts';

export type ForkBody = { checkpoint?: string; optimizerState?: boolean; overrides: JsonObject };

/** The init that goes on from a checkpoint. */
export const initFrom = ({ artifact, optimizer }: Checkpoint, withOptimizer: boolean): JsonObject => ({
  kind: 'weights',
  artifact,
  optimizer: withOptimizer ? optimizer : null,
});

/** The spec that a fork of the run has when nothing is changed; the server makes the same. */
export function forkOf({ spec, facts }: Run, checkpoint: Checkpoint | null): JsonObject {
  return {
    ...spec,
    dataset: { ...spec.dataset, ...(facts && { normalize: facts.normalize ?? 'none' }) },
    ...(checkpoint && { init: initFrom(checkpoint, false) }),
  };
}

/**
 * What to ask the server for: only what differs from the run. Weights of its checkpoints are asked for by name, and any
 * other init is a change as all others.
 * @param asked the filled spec of the form
 */
export function forkBody(run: Run, checkpoints: readonly Checkpoint[], asked: JobSpec): ForkBody {
  const { init } = asked;
  const source =
    init.kind === 'weights' ? checkpoints.find(({ artifact }) => artifact === init.artifact) : undefined;
  const isOfRun =
    source !== undefined &&
    init.kind === 'weights' &&
    (init.optimizer === null || init.optimizer === source.optimizer);
  const { init: _, ...rest } = asked;
  const { init: __, ...base } = forkOf(run, null);
  const overrides = changes(base, rest) as JsonObject;
  if (!isOfRun) return { overrides: { ...overrides, init } };
  return { checkpoint: source.artifact, optimizerState: init.optimizer !== null, overrides };
}

/** What to merge into `base` to get `asked`: objects of one kind key by key, all else whole. Both are filled. */
function changes(base: JsonObject, asked: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([key, value]): [string, unknown][] => {
      const old = own(base, key);
      if (JSON.stringify(old) === JSON.stringify(value)) return [];
      if (!isObject(old) || !isObject(value) || old.kind !== value.kind) return [[key, value]];
      return [[key, changes(old, value)]];
    }),
  );
}

const ROOT = '/overrides';

/** Where a mistake of a fork's body is in the spec that the form shows. */
export function placeInSpec({ path, message }: Issue): Issue {
  if (path === '/checkpoint') return { path: '/init/artifact', message };
  if (path === '/optimizerState') return { path: '/init/optimizer', message };
  return { path: path.startsWith(ROOT) ? path.slice(ROOT.length) : path, message };
}
