/** One sample line: name{labels} value. */
export type Sample = { name: string; labels: Record<string, string>; value: number };
type Family = { name: string; type: string; help: string; samples: Sample[] };

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`);

/**
 * Reads the text format of Prometheus, version 0.0.4, as its specification has it.
 * @throws Error at the first line that breaks a rule
 */
export function readExposition(text: string): Family[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  let open: Family | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const meta = line.match(new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`));
    if (meta) {
      const [, word, name, rest] = meta as unknown as [string, string, string, string];
      if (word === 'HELP') {
        if (families.has(name)) throw new Error(`${name} is there twice`);
        open = { name, help: rest, type: '', samples: [] };
        families.set(name, open);
      } else if (open?.name === name && open.samples.length === 0) open.type = rest;
      else throw new Error(`TYPE of ${name} out of its place`);
      continue;
    }
    const sample = readSample(line);
    if (!open || !belongs(sample.name, open)) throw new Error(`a sample out of its family: ${line}`);
    open.samples.push(sample);
  }
  return [...families.values()];
}

function readSample(line: string): Sample {
  const found = line.match(SAMPLE);
  if (!found) throw new Error(`no sample: ${line}`);
  const [, name, labels = '', value] = found as unknown as [string, string, string | undefined, string];
  const pairs = Array.from(labels.matchAll(new RegExp(LABEL, 'g')), ([pair]) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 2, -1)] as const;
  });
  const number =
    { '+Inf': Number.POSITIVE_INFINITY, '-Inf': Number.NEGATIVE_INFINITY, NaN: Number.NaN }[value] ??
    Number(value);
  // Go reads it in any case, and prom-client writes Nan.
  if (Number.isNaN(number) && value.toLowerCase() !== 'nan') throw new Error(`no number: ${line}`);
  return { name, labels: Object.fromEntries(pairs), value: number };
}

const belongs = (name: string, family: Family): boolean =>
  name === family.name ||
  (family.type === 'histogram' && ['_bucket', '_sum', '_count'].some((end) => name === family.name + end)) ||
  (family.type === 'summary' && ['_sum', '_count'].some((end) => name === family.name + end));

/** What promtool's linter would say of names, units and histograms. */
export function lint(families: readonly Family[]): string[] {
  return families.flatMap(({ name, type, help, samples }) => {
    const said: string[] = [];
    if (!['counter', 'gauge', 'histogram', 'summary', 'untyped'].includes(type)) said.push(`type ${type}`);
    if (help.trim() === '') said.push('no help');
    if (type === 'counter' && !name.endsWith('_total')) said.push('a counter ends in _total');
    if (type !== 'counter' && name.endsWith('_total')) said.push('only a counter ends in _total');
    if (/(milliseconds|_ms|minutes|kilobytes|_kb|_mb)(_|$)/.test(name)) said.push('no base unit');
    if (/_(count|sum|bucket)$/.test(name)) said.push('a suffix of histograms');
    const keys = samples.map(({ name, labels }) => name + JSON.stringify(Object.entries(labels).sort()));
    if (new Set(keys).size !== keys.length) said.push('a sample twice');
    if (type === 'histogram') said.push(...lintHistogram(samples));
    return said.map((sentence) => `${name}: ${sentence}`);
  });
}

function lintHistogram(samples: readonly Sample[]): string[] {
  const series = new Map<string, { buckets: [le: number, count: number][]; count: number }>();
  for (const { name, labels, value } of samples) {
    const { le, ...rest } = labels;
    const key = JSON.stringify(rest);
    const found = series.get(key) ?? { buckets: [], count: Number.NaN };
    series.set(key, found);
    if (name.endsWith('_bucket'))
      found.buckets.push([le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value]);
    if (name.endsWith('_count')) found.count = value;
  }
  return [...series].flatMap(([key, { buckets, count }]) => {
    const grows = buckets.every(
      ([le, n], i) => i === 0 || (le > buckets[i - 1]![0] && n >= buckets[i - 1]![1]),
    );
    const last = buckets.at(-1);
    return [
      ...(grows ? [] : [`buckets of ${key} do not grow`]),
      ...(last?.[0] === Number.POSITIVE_INFINITY && last[1] === count
        ? []
        : [`+Inf of ${key} is not its count`]),
    ];
  });
}

/** The one sample that has these labels, among others; undefined when there is none. */
export function valueIn(
  families: readonly Family[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const found = families
    .flatMap(({ samples }) => samples)
    .filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );
  if (found.length > 1) throw new Error(`${found.length} samples of ${name}`);
  return found[0]?.value;
}
