import type { Body } from '../shared/routes.ts';
import type { JobSpec } from '../shared/spec/job-spec.ts';

/**
 * What may be left out before the server fills its defaults: everything but `kind`, which chooses among variants.
 * Where the schema has no default for a field the server says so, by its path.
 */
export type Draft<T> = T extends readonly (infer Item)[]
  ? Draft<Item>[]
  : T extends object
    ? { [K in keyof T as K extends 'kind' ? K : never]: T[K] } & {
        [K in keyof T as K extends 'kind' ? never : K]?: Draft<T[K]>;
      }
    : T;

/** A job as people write it. */
export type JobDraft = Draft<JobSpec> & { dataset: Pick<JobSpec['dataset'], 'name'>; model: object };

export type PredictDraft = Draft<Body<'predict'>> & Pick<Body<'predict'>, 'images'>;

/** The body a route takes, as people write it. */
export type DraftBody<B> = B extends Uint8Array
  ? B
  : B extends Body<'createJob'>
    ? JobDraft
    : B extends Body<'predict'>
      ? PredictDraft
      : Draft<B>;
