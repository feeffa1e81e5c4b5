import { type Image, planOf } from './feasible.ts';
import type { JobSpec } from './job-spec.ts';
import { sizeOf } from './leaf-shape.ts';
import type { OptimizerSpec } from './optimizer.ts';
import { parameterSizes } from './plan.ts';

/** What an optimizer of each kind remembers of a parameter; server/learner/optim keeps it under these names. */
const REMEMBERED: Record<OptimizerSpec['kind'], readonly string[]> = {
  sgd: ['momentum_buffer'],
  momentum: ['momentum_buffer'],
  rmsprop: ['square_avg'],
  adam: ['exp_avg', 'exp_avg_sq'],
  adamw: ['exp_avg', 'exp_avg_sq'],
};
/** Gradients that a checkpoint keeps beside it; a new job does not take them over. */
const GRADIENTS = 'gradients.';

export type StateFile = {
  tensors: readonly { name: string; shape: readonly number[] }[];
  metadata: Readonly<Record<string, string>>;
};

/** Why a file is no state that the job's optimizer can go on with; null when it is. */
export function misfitOptimizer(
  spec: JobSpec,
  image: Image,
  { tensors, metadata }: StateFile,
): string | null {
  const { step } = metadata;
  if (step === undefined || !/^\d+$/.test(step)) {
    return 'is no state of an optimizer: take the `optimizer` of a checkpoint, or null for a new one';
  }
  const plan = planOf(spec, image);
  if ('message' in plan) return null;
  const { kind } = spec.optimizer;
  const given = new Map(
    tensors.filter(({ name }) => !name.startsWith(GRADIENTS)).map(({ name, shape }) => [name, sizeOf(shape)]),
  );
  const wanted = new Map(
    parameterSizes(plan).flatMap((size, i) =>
      REMEMBERED[kind].map((name) => [`${i}.${name}`, size] as const),
    ),
  );
  const kinds = [...new Set([...given.keys()].map((name) => name.replace(/^\d+\./, '')))].sort();
  if (kinds.join() !== [...REMEMBERED[kind]].sort().join()) {
    return `is the state of another optimizer: it remembers ${kinds.join(', ') || 'nothing'}, ${kind} wants ${REMEMBERED[kind].join(', ')}; leave it out, or keep the kind`;
  }
  const misfit = [...wanted].find(([name, size]) => given.get(name) !== size);
  if (!misfit && given.size === wanted.size) return null;
  return `is the state of another network: ${
    misfit
      ? `${misfit[0]} has ${given.get(misfit[0]) ?? 'no'} values, the model wants ${misfit[1]}`
      : `it has ${given.size} tensors, the model wants ${wanted.size}`
  }; leave it out`;
}
