import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';
import { DatasetSpec } from './dataset.ts';
import { HooksSpec } from './hooks.ts';
import { InitSpec, ModelSpec } from './model.ts';
import { OptimizerSpec } from './optimizer.ts';

export const DEVICES = ['tensorflow', 'wasm'] as const;
export const DeviceName = Type.Enum([...DEVICES]);
export type DeviceName = (typeof DEVICES)[number];

/** What POST /jobs takes. Everything but `kind`, `dataset` and `model` has a default, filled in and echoed. */
export const JobSpec = Type.Union([
  closed({
    kind: Type.Literal('train'),
    name: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], { default: null }),
    tags: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 32,
      uniqueItems: true,
      default: [],
    }),
    seed: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, default: 42 }),
    device: Type.Enum(['auto', ...DEVICES], {
      default: 'auto',
      description:
        '"auto" takes the first device that really works; a device by name is never replaced by another.',
    }),
    dataset: DatasetSpec,
    model: ModelSpec,
    init: InitSpec,
    optimizer: OptimizerSpec,
    epochs: Type.Integer({ minimum: 1, maximum: 10_000, default: 3 }),
    batchSize: Type.Integer({ minimum: 1, maximum: 65_536, default: 1024 }),
    hooks: HooksSpec,
    onNonFinite: Type.Enum(['fail', 'continue'], {
      default: 'fail',
      description: 'What to do when the training loss is no longer a finite number.',
    }),
    maxAttempts: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 3,
      description: 'The job fails when its trainer was lost (killed, crashed) this often.',
    }),
  }),
]);

export type JobSpec = Static<typeof JobSpec>;
export type TrainSpec = Extract<JobSpec, { kind: 'train' }>;
