type JsonObject = Record<string, unknown>;

/**
 * A value with a part of it changed: objects key by key, but one of another `kind` takes the place of the old, since the
 * fields of the one mean nothing to the other. Everything else is replaced, also by null.
 */
export function override(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  if (change.kind !== undefined && change.kind !== base.kind) return change;
  return merge(base, change);
}

/** As override, whatever the kinds. */
export function merge(base: JsonObject, change: JsonObject): JsonObject {
  const changed = Object.entries(change).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? override(base[key], value) : value,
  ]);
  // fromEntries and not assignment: a change may have the own key __proto__, which is then refused as unknown.
  return Object.fromEntries([...Object.entries(base), ...changed]);
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
