import { check } from '../shared/check.ts';
import type { Issue } from '../shared/problem.ts';
import { JobSpec } from '../shared/spec/job-spec.ts';
import { UsageError } from './usage.ts';

/** One `--set a.b=c`. */
export type Setting = { text: string; path: readonly string[]; value: unknown };

type JsonObject = Record<string, unknown>;

/** Reads `a.b=c`: c is JSON where it can be read as such, else the bare word. @throws UsageError */
export function readSetting(text: string): Setting {
  const at = text.indexOf('=');
  const path = text.slice(0, at).split('.');
  if (at < 1 || path.includes('')) throw new UsageError(`--set ${text}: write it as optimizer.lr=0.1.`);
  if (path.length === 1 && path[0] === 'kind') {
    throw new UsageError(
      `--set ${text}: what kind of job it is cannot be set; for a search there is learnd lr-find.`,
    );
  }
  return { text, path, value: valueIn(text.slice(at + 1)) };
}

function valueIn(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
}

/**
 * A job with settings made in it, as the server would fill it in. Where a setting names another `kind`, what was there
 * of the old kind goes, since it means nothing to the new one.
 * @param base a job as people write it
 * @param source what its own mistakes are told under: a file, a preset
 * @throws UsageError with a line for every mistake, at the option that makes it
 */
export function specWith(base: unknown, settings: readonly Setting[], source: string): JobSpec {
  const filled = check(JobSpec, base);
  // A mistake of the base may be what a setting mends: then it is set in what is there.
  const start = filled.ok ? filled.value : base;
  const byDepth = [...settings].sort((one, other) => rankOf(one) - rankOf(other));
  const checked = check(
    JobSpec,
    byDepth.reduce<unknown>((job, setting) => set(job, setting), start),
  );
  if (checked.ok) return checked.value;
  throw new UsageError(checked.issues.map((issue) => sentenceOf(issue, settings, source)).join('\n'));
}

/** Kinds first, the outer ones before the inner: what else is set is set in the new kind. */
const rankOf = ({ path }: Setting): number =>
  path.at(-1) === 'kind' ? path.length : Number.MAX_SAFE_INTEGER;

function set(base: unknown, { text, path, value }: Setting): unknown {
  const place = (at: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return placeInList(at, key, rest);
    if (key === 'kind' && rest.length === 0) return isObject(at) && at.kind === value ? at : { kind: value };
    const old = isObject(at) ? at : {};
    if (!isObject(at) && at !== undefined && at !== null) {
      throw new UsageError(`--set ${text}: there is no ${key} in ${JSON.stringify(at)}.`);
    }
    // fromEntries and not assignment: __proto__ is a key as any other, and then refused as unknown.
    return Object.fromEntries([
      ...Object.entries(old),
      [key, place(Object.hasOwn(old, key) ? old[key] : undefined, rest)],
    ]);
  };
  const placeInList = (list: readonly unknown[], key: string, rest: readonly string[]): unknown => {
    const i = Number(key);
    if (!/^\d+$/.test(key) || i > list.length) {
      throw new UsageError(`--set ${text}: ${key} is no place in a list of ${list.length}; count from 0.`);
    }
    return [...list.slice(0, i), place(list[i], rest), ...list.slice(i + 1)];
  };
  return place(base, path);
}

/** The mistake under the option that made it: the one whose place is nearest. */
function sentenceOf({ path, message }: Issue, settings: readonly Setting[], source: string): string {
  const at = path.slice(1).split('/');
  const near = settings
    .filter((setting) => common(setting.path, at) === Math.min(setting.path.length, at.length))
    .sort((one, other) => other.path.length - one.path.length)[0];
  const where = path === '' ? 'the job' : at.join('.');
  return near ? `--set ${near.text}: ${where} ${message}` : `${source}: ${where} ${message}`;
}

function common(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((key, i) => key !== other[i]);
  return differs < 0 ? one.length : differs;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
