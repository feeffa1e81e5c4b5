import { edited } from './editing.ts';
import { isObject, JOB, type JsonObject } from './schema.ts';

/** The same job as another kind of job: what the other has no word for is left out, its own fields have their defaults. */
export function variantOf(document: unknown, kind: 'train' | 'lr-find'): JsonObject {
  const { properties = {} } = JOB.anyOf!.find((variant) => variant.properties?.kind?.const === kind)!;
  const fields = Object.entries(isObject(document) ? document : {});
  const kept = fields.filter(([key]) => Object.hasOwn(properties, key));
  return { ...Object.fromEntries(kept), kind };
}

const MAX_NAME = 200;

/** The search for a rate that belongs to a training. */
export function searchOf(document: unknown): JsonObject {
  const search = variantOf(document, 'lr-find');
  const { name } = search;
  return typeof name === 'string' ? { ...search, name: `rate for ${name}`.slice(0, MAX_NAME) } : search;
}

/** The training of a document with another rate. */
export const trainingAt = (document: unknown, lr: number): unknown =>
  edited(JOB, variantOf(document, 'train'), '/optimizer/lr', lr);
