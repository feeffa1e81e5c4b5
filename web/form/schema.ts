import { JobSpec } from '../../shared/spec/job-spec.ts';

/** The part of JSON Schema that job specs are described in. */
export type Schema = {
  const?: unknown;
  enum?: (string | number)[];
  type?: string;
  default?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
  description?: string;
};

export type JsonObject = Record<string, unknown>;

/** What the server checks a job by. */
export const JOB = JobSpec as unknown as Schema;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not `value[key]`: a document may say `constructor` where an object has one from its prototype. */
export const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** What is there, or what stands in for it when it is left out. */
export const effective = (schema: Schema, given: unknown): unknown =>
  given === undefined ? structuredClone(schema.default) : given;
