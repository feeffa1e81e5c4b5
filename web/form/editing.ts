import { branchOf } from '../../shared/check.ts';
import { tokensOf } from './pointer.ts';
import { effective, isObject, type JsonObject, own, type Schema } from './schema.ts';

/**
 * A document with another value at a place; undefined takes it out, and its default holds again. What is left out on the
 * way there is written down first, as its default says. The document itself is left alone.
 */
export const edited = (schema: Schema, document: unknown, pointer: string, value: unknown): unknown =>
  change(schema, document, tokensOf(pointer), value);

function change(schema: Schema, given: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const base = effective(schema, given);
  const branch = schema.anyOf ? branchOf(schema.anyOf, base) : schema;
  if (Array.isArray(base)) {
    const i = Number(key);
    const item = change(branch?.items ?? {}, base[i], rest, value);
    return [...base.slice(0, i), ...(item === undefined ? [] : [item]), ...base.slice(i + 1)];
  }
  const object = isObject(base) ? base : {};
  return withField(
    branch,
    object,
    key,
    change(branch?.properties?.[key] ?? {}, own(object, key), rest, value),
  );
}

/** New keys stand where the schema has them, so that a document reads the same however it came about. */
function withField(branch: Schema | undefined, object: JsonObject, key: string, value: unknown): JsonObject {
  if (Object.hasOwn(object, key) || value === undefined) {
    const kept = Object.entries(object).map(([name, old]) => [name, name === key ? value : old] as const);
    return Object.fromEntries(kept.filter(([, field]) => field !== undefined));
  }
  const order = Object.keys(branch?.properties ?? {});
  const place = order.indexOf(key);
  const after = Object.keys(object).findIndex((name) => order.indexOf(name) > place);
  const entries: [string, unknown][] = Object.entries(object);
  entries.splice(after < 0 ? entries.length : after, 0, [key, value]);
  return Object.fromEntries(entries);
}

/**
 * What to begin with when a branch of a union is chosen: its kind, and of what was there the fields that mean the same in
 * both, to the default. A rate for SGD is none for Adam.
 */
export function chosen(from: Schema | undefined, to: Schema, value: unknown): unknown {
  const start = blank(to);
  if (!isObject(start) || !isObject(value) || !from) return start;
  const carried = Object.entries(to.properties ?? {}).flatMap(([key, field]) => {
    const old = own(value, key);
    return key !== 'kind' && old !== undefined && isSame(from.properties?.[key], field) ? [[key, old]] : [];
  });
  return { ...start, ...Object.fromEntries(carried) };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The least that a schema can be begun with. Single values that have no default are left for people to say. */
export function blank(schema: Schema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  if ('const' in schema) return schema.const;
  if (schema.anyOf) return blank(schema.anyOf[0]!);
  if (schema.type === 'null') return null;
  if (schema.type === 'array') {
    return Array.from({ length: schema.minItems ?? 0 }, () => blank(schema.items ?? {}));
  }
  if (schema.type !== 'object') return schema.type === 'string' ? '' : undefined;
  const needed = Object.entries(schema.properties ?? {}).filter(
    ([, field]) => field.default === undefined && ('const' in field || field.anyOf || field.type === 'array'),
  );
  return Object.fromEntries(needed.map(([key, field]) => [key, blank(field)]));
}

/** A list with one item more: another such number, else a blank. */
export function extended(schema: Schema, items: readonly unknown[]): unknown[] {
  const last = items.at(-1);
  return [...items, typeof last === 'number' ? last : (blank(schema.items ?? {}) ?? 1)];
}

/** A list with the item at `i` moved to `to`. */
export function moved(items: readonly unknown[], i: number, to: number): unknown[] {
  const rest = [...items.slice(0, i), ...items.slice(i + 1)];
  return [...rest.slice(0, to), items[i], ...rest.slice(to)];
}
