import type { Issue } from '../problem.ts';
import { type Image, planOf } from './feasible.ts';
import { firstInit } from './first-init.ts';
import type { JobSpec } from './job-spec.ts';
import { sizeOf } from './leaf-shape.ts';

/** Weights that do not fit the network: `tensors` under PyTorch's names, as their file has them. */
export function misfitWeights(
  spec: JobSpec,
  image: Image,
  tensors: Record<string, { shape: readonly number[] }>,
): Issue[] {
  const plan = planOf(spec, image);
  const init = firstInit(spec.init);
  if ('message' in plan || init.kind !== 'weights') return [];
  const path = spec.init.kind === 'lsuv' ? '/init/from/artifact' : '/init/artifact';
  const wanted = new Map(
    plan.modules.flatMap(({ name, state }) =>
      Object.entries(state).map(([key, shape]) => [`${name}.${key}` as string, shape] as const),
    ),
  );
  const given = new Map(
    Object.entries(tensors)
      .filter(([name]) => !name.endsWith('num_batches_tracked'))
      .map(([name, tensor]) => [pytorchName(name), tensor.shape] as const),
  );
  const missing = [...wanted.keys()].filter((name) => !given.has(name));
  const unknown = [...given.keys()].filter((name) => !wanted.has(name));
  const misshapen = [...wanted].filter(
    ([name, shape]) => given.has(name) && sizeOf(given.get(name)!) !== sizeOf(shape),
  );
  return [
    ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`has ${unknown.join(', ')}, which the model has not`] : []),
    ...misshapen.map(([name, shape]) => `has ${name} as [${given.get(name)}], the model wants [${shape}]`),
  ].map((message) => ({ path, message }));
}

/** The lesson's own layers call theirs otherwise; see server/learner/nn/state-dict.ts. */
const LESSON_NAMES: Record<string, string> = {
  mult: 'weight',
  mults: 'weight',
  add: 'bias',
  adds: 'bias',
  means: 'running_mean',
  vars: 'running_var',
};

const pytorchName = (name: string): string =>
  name.replace(/(?<=\.)(mults?|adds?|means|vars)$/, (own) => LESSON_NAMES[own]!);
