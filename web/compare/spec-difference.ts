/** A field in which specs are not the same: its place, and what each has there; undefined where there is no such field. */
export type Difference = { path: string; values: unknown[] };

/** Names are what runs are told apart by in any case. */
const NAME = 'name';

/**
 * The fields that are not the same in all, in order of appearance. Lists of plain values are one value, others are gone
 * into item by item; what has another `kind` differs in that and in what only one of them has.
 */
export function specDifferences(specs: readonly object[]): Difference[] {
  const leaves = specs.map((spec) => new Map(leavesOf(spec)));
  const paths = [...new Set(leaves.flatMap((one) => [...one.keys()]))];
  return paths
    .filter((path) => path !== NAME)
    .map((path) => ({ path, values: leaves.map((one) => one.get(path)) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || isPlainList(value)) return [[path, value]];
  const fields = Object.entries(value);
  // Left out of a list, or empty: not the same.
  if (fields.length === 0) return [[path, value]];
  return fields.flatMap(([key, field]) => leavesOf(field, path === '' ? key : `${path}.${key}`));
}

const isPlainList = (value: object): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
