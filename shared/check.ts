import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Issue } from './problem.ts';

export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

type Schema = {
  const?: unknown;
  enum?: unknown[];
  type?: string;
  default?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  items?: Schema;
  pattern?: string;
  /** Of a pattern: it in words. Of a union: what its branches do not say by themselves, for whoever is in none of them. */
  $comment?: string;
};
type Visit = { issues: Issue[]; fromText: boolean };
type JsonObject = Record<string, unknown>;

/**
 * The house's validator: fills defaults, chooses the branch of a union (by `kind`, else by JSON type) *before* it looks
 * for mistakes, rejects unknown keys, and names every mistake by JSON Pointer. Returns a new value, the input is left alone.
 * @param options.fromText values are text, as in a query string: "12" is read as 12 where a number is wanted.
 */
export function check<T extends TSchema>(
  schema: T,
  value: unknown,
  { fromText = false } = {},
): Checked<Static<T>> {
  const visit: Visit = { issues: [], fromText };
  const filled = settle(schema as Schema, value, '', visit);
  return visit.issues.length > 0
    ? { ok: false, issues: visit.issues }
    : { ok: true, value: filled as Static<T> };
}

function settle(schema: Schema, given: unknown, path: string, visit: Visit): unknown {
  const value = given === undefined ? structuredClone(schema.default) : given;
  if (schema.anyOf) return settleUnion(schema.anyOf, value, path, visit, schema.$comment);
  if (schema.type === 'object') return settleObject(schema, value, path, visit);
  if (schema.type === 'array') return settleArray(schema, value, path, visit);
  const read = visit.fromText && typeof value === 'string' ? parseText(schema, value) : value;
  visit.issues.push(...leafIssues(schema, read, path));
  return read;
}

function settleObject(schema: Schema, value: unknown, path: string, visit: Visit): unknown {
  if (!isObject(value)) {
    visit.issues.push({ path, message: value === undefined ? 'is required' : 'must be an object' });
    return value;
  }
  const properties = schema.properties ?? {};
  const filled: JsonObject = {};
  for (const [key, child] of Object.entries(properties)) {
    const at = `${path}/${pointer(key)}`;
    if (value[key] === undefined && child.default === undefined) {
      if (schema.required?.includes(key)) visit.issues.push({ path: at, message: 'is required' });
      continue;
    }
    filled[key] = settle(child, value[key], at, visit);
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(properties, key)) {
      const known = Object.keys(properties).join(', ') || 'nothing';
      visit.issues.push({ path: `${path}/${pointer(key)}`, message: `unknown key; known here: ${known}` });
    }
  }
  return filled;
}

function settleArray(schema: Schema, value: unknown, path: string, visit: Visit): unknown {
  const shallow = leafIssues({ ...schema, items: {} }, value, path);
  visit.issues.push(...shallow);
  if (!Array.isArray(value) || shallow.length > 0) return value;
  return value.map((item, i) => settle(schema.items ?? {}, item, `${path}/${i}`, visit));
}

function settleUnion(
  branches: Schema[],
  value: unknown,
  path: string,
  visit: Visit,
  comment?: string,
): unknown {
  const branch = branchOf(branches, value, visit.fromText);
  if (branch) return settle(branch, value, path, visit);
  const kinds = branches.flatMap((branch) => branch.properties?.kind?.const ?? []);
  if (isObject(value) && kinds.length > 0) {
    const got = value.kind === undefined ? '' : `, got ${brief(value.kind)}`;
    const hint = comment === undefined ? '' : `; ${comment}`;
    visit.issues.push({ path: `${path}/kind`, message: `must be ${oneOf(kinds.map(brief))}${got}${hint}` });
    return value;
  }
  const got = value === undefined ? '' : `, got ${brief(value)}`;
  visit.issues.push({ path, message: `must be ${oneOf([...new Set(branches.map(describe))])}${got}` });
  return value;
}

/** The branch of a union that a value is of, right or wrong in itself: by `kind`, else by JSON type. */
export function branchOf<S extends Schema>(
  branches: readonly S[],
  value: unknown,
  fromText = false,
): S | undefined {
  const isByKind = isObject(value) && branches.some((branch) => branch.properties?.kind?.const !== undefined);
  return branches.find((branch) =>
    isByKind ? branch.properties?.kind?.const === value.kind : accepts(branch, value, fromText),
  );
}

/** Whether a value belongs to this branch at all; its own mistakes are then told in the branch's terms. */
function accepts(branch: Schema, value: unknown, fromText: boolean): boolean {
  if ('const' in branch) return branch.const === value;
  if (fromText && typeof value === 'string' && isNumeric(branch)) return !Number.isNaN(Number(value));
  switch (branch.type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return typeof value === 'number';
    default:
      return typeof value === branch.type;
  }
}

function leafIssues(schema: Schema, value: unknown, path: string): Issue[] {
  if (value === undefined) return [{ path, message: 'is required' }];
  if ('const' in schema) {
    return schema.const === value
      ? []
      : [{ path, message: `must be ${brief(schema.const)}, got ${brief(value)}` }];
  }
  if (schema.enum) {
    if (schema.enum.includes(value)) return [];
    return [{ path, message: `must be ${oneOf(schema.enum.map(brief))}, got ${brief(value)}` }];
  }
  const errors = Value.Errors(schema as TSchema, value);
  if (schema.pattern && schema.$comment && errors.length > 0) {
    return [{ path, message: `must be ${schema.$comment}, got ${brief(value)}` }];
  }
  return errors.map(({ message }) => ({
    path,
    message: `${message}, got ${brief(value)}`,
  }));
}

function parseText(schema: Schema, text: string): unknown {
  if (isNumeric(schema)) return text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

const isNumeric = (schema: Schema): boolean => schema.type === 'number' || schema.type === 'integer';
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
const oneOf = (words: string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : `${words[0]}`;

function describe(branch: Schema): string {
  if ('const' in branch) return brief(branch.const);
  if (branch.properties?.kind) return 'an object with a kind';
  if (branch.type === 'object') return `{${Object.keys(branch.properties ?? {}).join(', ')}}`;
  return branch.type === 'array'
    ? 'a list'
    : branch.type === 'null'
      ? 'null'
      : `a${branch.type === 'integer' ? 'n' : ''} ${branch.type}`;
}

/** A value may be nested deeper than the stack: its sender gets an answer all the same. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'something nested too deep';
  }
}

function brief(value: unknown): string {
  const text = jsonOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
