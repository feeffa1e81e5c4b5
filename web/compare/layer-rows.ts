/** A layer as it is compared: its name in each run; undefined where a run has none such. */
export type LayerRow = { title: string; names: (string | undefined)[] };

/**
 * The layers of several runs, row by row in forward order. Runs that watch as many layers are compared place by place: a
 * norm before each activation shifts all names. Others are compared by name.
 */
export function layerRows(runs: readonly (readonly string[])[]): LayerRow[] {
  const watched = runs.filter((names) => names.length > 0);
  const [first = []] = watched;
  if (watched.every(({ length }) => length === first.length)) {
    return first.map((_, i) => rowOf(runs.map((names) => names[i])));
  }
  const all = [...new Set(watched.flat())];
  return all.map((name) => rowOf(runs.map((names) => (names.includes(name) ? name : undefined))));
}

function rowOf(names: (string | undefined)[]): LayerRow {
  const known = names.filter((name) => name !== undefined);
  return { title: [...new Set(known)].join(' / '), names };
}
