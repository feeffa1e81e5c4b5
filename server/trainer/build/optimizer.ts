import type { OptimizerSpec } from '../../../shared/spec/optimizer.ts';
import type { ScheduleSpec } from '../../../shared/spec/schedule.ts';
import type { Variable } from '../../engine/index.ts';
import {
  Adam,
  AdamW,
  Momentum,
  type Optimizer,
  RMSProp,
  type Schedule,
  SGD,
  schedules,
} from '../../learner/index.ts';

/** A new optimizer of the kind that a spec asks for. */
export function optimizerOf(spec: OptimizerSpec): (parameters: readonly Variable[]) => Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return (parameters) => new SGD(parameters, spec);
    case 'momentum':
      return (parameters) => new Momentum(parameters, spec);
    case 'rmsprop':
      return (parameters) => new RMSProp(parameters, spec);
    case 'adam':
      return (parameters) => new Adam(parameters, { ...spec, betas: pair(spec.betas) });
    case 'adamw':
      return (parameters) => new AdamW(parameters, { ...spec, betas: pair(spec.betas) });
  }
}

/** The schema admits lists of two; its type does not say so. */
const pair = ([first, second]: readonly number[]): [number, number] => [first!, second!];

/** The schedule that a spec asks for; null: the rate stays. */
export function scheduleOf(spec: ScheduleSpec): { schedule: Schedule; per: 'batch' | 'epoch' } | null {
  switch (spec.kind) {
    case 'constant':
      return null;
    case 'exponential':
      return { schedule: schedules.exponential(spec), per: spec.per };
    case 'step':
      return { schedule: schedules.step(spec), per: spec.per };
    case 'cosine':
      return { schedule: schedules.cosine(spec), per: spec.per };
    case 'one-cycle':
      return { schedule: schedules.oneCycle(spec), per: spec.per };
  }
}
