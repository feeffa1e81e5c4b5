import type { LrFindSpec, TrainSpec } from '../../../shared/spec/job-spec.ts';
import {
  type Callback,
  EarlyStopping,
  LRFinder,
  Scheduler,
  SingleBatch,
  StopOnNonFinite,
  TestTimeAugmentation,
} from '../../learner/index.ts';
import { scheduleOf } from './optimizer.ts';

/** What a training job is told to do beside the bare loop. */
export function trainingOf({ schedule, evaluate, callbacks, onNonFinite }: TrainSpec): Callback[] {
  const scheduled = scheduleOf(schedule);
  return [
    ...(scheduled ? [new Scheduler(scheduled.schedule, { per: scheduled.per })] : []),
    ...(evaluate.tta ? [new TestTimeAugmentation()] : []),
    ...(onNonFinite === 'fail' ? [new StopOnNonFinite()] : []),
    ...callbacks.map(callbackOf),
  ];
}

export const lrFinderOf = (spec: LrFindSpec): LRFinder => new LRFinder(spec);

function callbackOf(spec: TrainSpec['callbacks'][number]): Callback {
  switch (spec.kind) {
    case 'early-stopping':
      return new EarlyStopping(spec);
    case 'single-batch':
      return new SingleBatch();
  }
}
