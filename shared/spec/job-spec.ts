import { type Static, Type } from 'typebox';
import { AugmentSpec } from './augment.ts';
import { closed } from './closed.ts';
import { DatasetSpec } from './dataset.ts';
import { AskedDevice } from './device.ts';
import { HooksSpec } from './hooks.ts';
import { InitSpec } from './init.ts';
import { ModelSpec } from './model.ts';
import { OptimizerSpec } from './optimizer.ts';
import { ScheduleSpec } from './schedule.ts';
import { CallbackSpecs, CheckpointSpec, EvaluateSpec, LearnerSpec } from './training.ts';

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Tag = Type.String({ minLength: 1, maxLength: 100 });
const TAGS = { maxItems: 32, uniqueItems: true };

/** What a run is called, which may change later. */
export const Annotations = {
  name: Type.Union([Name, Type.Null()]),
  tags: Type.Array(Tag, TAGS),
};

const asked = {
  name: Type.Union([Name, Type.Null()], { default: null }),
  tags: Type.Array(Tag, { ...TAGS, default: [] }),
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, default: 42 }),
  device: AskedDevice,
  dataset: DatasetSpec,
  model: ModelSpec,
  init: InitSpec,
  learner: LearnerSpec,
  optimizer: OptimizerSpec,
  augment: AugmentSpec,
  batchSize: Type.Integer({ minimum: 1, maximum: 65_536, default: 1024 }),
  hooks: HooksSpec,
  priority: Type.Integer({
    minimum: -1000,
    maximum: 1000,
    default: 0,
    description: 'Higher is sooner; among equals, who waits longest.',
  }),
  notBefore: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    default: null,
    description: 'Stays in the queue until then.',
  }),
  maxAttempts: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 3,
    description: 'The job fails when its trainer was lost (killed, crashed) this often.',
  }),
};

/** What POST /jobs takes. Everything but `kind`, `dataset` and `model` has a default, filled in and echoed. */
export const JobSpec = Type.Union([
  closed({
    kind: Type.Literal('train'),
    ...asked,
    schedule: ScheduleSpec,
    epochs: Type.Integer({ minimum: 1, maximum: 10_000, default: 3 }),
    evaluate: EvaluateSpec,
    checkpoint: CheckpointSpec,
    callbacks: CallbackSpecs,
    onNonFinite: Type.Enum(['fail', 'continue'], {
      default: 'fail',
      description: 'What to do when a loss is no longer a finite number.',
    }),
  }),
  closed(
    {
      kind: Type.Literal('lr-find'),
      ...asked,
      startLr: Type.Number({ exclusiveMinimum: 0, maximum: 1000, default: 1e-5 }),
      gamma: Type.Number({
        exclusiveMinimum: 1,
        maximum: 10,
        default: 1.3,
        description: 'The rate is multiplied by it after every batch.',
      }),
      maxMult: Type.Number({
        exclusiveMinimum: 1,
        maximum: 1e6,
        default: 3,
        description: 'Ends when the loss is so many times its least.',
      }),
      maxEpochs: Type.Integer({ minimum: 1, maximum: 100, default: 5 }),
    },
    {
      description:
        'A rate that grows batch by batch until the loss breaks out (Smith 2015, arXiv:1506.01186).',
    },
  ),
]);

export type JobSpec = Static<typeof JobSpec>;
export type TrainSpec = Extract<JobSpec, { kind: 'train' }>;
export type LrFindSpec = Extract<JobSpec, { kind: 'lr-find' }>;
