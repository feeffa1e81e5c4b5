/** Something in which specs differ: its place, and what each has there; undefined where it has no such field. */
export type Difference = { path: string; values: unknown[] };

/** The fields that are not the same in all, by place, in order of appearance. Lists of plain values are one value. */
export function differences(specs: readonly object[]): Difference[] {
  const leaves = specs.map((spec) => new Map(leavesOf(spec, '')));
  const paths = [...new Set(leaves.flatMap((of) => [...of.keys()]))];
  return paths.flatMap((path) => {
    const values = leaves.map((of) => of.get(path));
    const isSame = new Set(values.map((value) => JSON.stringify(value))).size === 1;
    return isSame ? [] : [{ path, values }];
  });
}

function leavesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Object.entries(value);
  const isPlainList =
    Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  if (isPlainList || entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
}
