/**
 * A request's schema as callers should read it: what has a default may be left out. The checker fills defaults first and
 * wants every key after that; a reply really has them all.
 */
export function asRequest(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asRequest);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === 'default' ? value : asRequest(value),
  ]);
  const published = Object.fromEntries(entries) as Record<string, unknown>;
  const { required, properties } = published as {
    required?: unknown;
    properties?: Record<string, { default?: unknown }>;
  };
  if (Array.isArray(required) && properties) {
    published.required = required.filter((key) => properties[key]?.default === undefined);
  }
  return published;
}
