import { branchOf } from '../../shared/check.ts';
import { within } from './pointer.ts';
import { effective, isObject, own, type Schema } from './schema.ts';
import { titleOf } from './titles.ts';

type Common = {
  /** Where it is in the document. */
  pointer: string;
  title: string;
  hint: string | null;
  schema: Schema;
  /** What the document says; undefined when it is left out. */
  given: unknown;
  /** What holds: as given, or the default. */
  value: unknown;
};
/** A branch of a union, under a name that people can choose. */
export type Option = { label: string; branch: Schema };

/** A piece of the form. Groups, choices and lists have pieces inside. */
export type Part = Common &
  (
    | { type: 'group'; parts: Part[] }
    | { type: 'choice'; options: Option[]; chosen: number; parts: Part[] }
    | { type: 'list'; parts: Part[]; canAdd: boolean; canRemove: boolean }
    | { type: 'select'; values: (string | number)[] }
    | { type: 'number' | 'text' | 'moment'; isNullable: boolean }
    | { type: 'switch' }
  );
export type PartOf<T extends Part['type']> = Extract<Part, { type: T }>;

/** The form of a document: a control for whatever its schema lets it say, as far as its choices go. */
export function layOut(schema: Schema, given: unknown, pointer = '', title = ''): Part {
  const value = effective(schema, given);
  const common = { pointer, title, hint: schema.description ?? null, schema, given, value };
  if (schema.anyOf) return layOutUnion(schema.anyOf, common);
  if (schema.enum) return { ...common, type: 'select', values: schema.enum };
  switch (schema.type) {
    case 'object':
      return { ...common, type: 'group', parts: fieldsOf(schema, value, pointer) };
    case 'array':
      return layOutList(common);
    case 'boolean':
      return { ...common, type: 'switch' };
    default:
      return { ...common, type: leafType(schema), isNullable: false };
  }
}

function layOutUnion(branches: Schema[], common: Common): Part {
  const [first, second, third] = branches;
  const isNullable = second?.type === 'null' && third === undefined;
  if (isNullable && first && !first.anyOf && first.type !== 'object' && first.type !== 'array') {
    const hint = common.hint ?? first.description ?? null;
    return { ...common, hint, type: leafType(first), isNullable: true };
  }
  const options = branches.map((branch) => ({ label: labelOf(branch), branch }));
  const branch = branchOf(branches, common.value);
  const chosen = branch === undefined ? -1 : branches.indexOf(branch);
  return { ...common, type: 'choice', options, chosen, parts: branch ? partsOfBranch(branch, common) : [] };
}

function partsOfBranch(branch: Schema, { value, given, pointer, title }: Common): Part[] {
  if (branch.type === 'object') return fieldsOf(branch, value, pointer);
  if ('const' in branch || branch.type === 'null') return [];
  return [layOut(branch, given ?? value, pointer, title)];
}

/** `kind` is what the choice above says. */
const fieldsOf = ({ properties = {} }: Schema, value: unknown, pointer: string): Part[] =>
  Object.entries(properties)
    .filter(([, { const: constant }]) => constant === undefined)
    .map(([key, child]) => layOut(child, own(value, key), within(pointer, key), titleOf(key)));

function layOutList(common: Common): Part {
  const { schema, value, pointer, title } = common;
  const items = Array.isArray(value) ? value : [];
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  return {
    ...common,
    type: 'list',
    parts: items.map((item, i) =>
      layOut(schema.items ?? {}, item, within(pointer, i), `${title.replace(/s$/, '')} ${i + 1}`),
    ),
    canAdd: items.length < maxItems,
    canRemove: items.length > minItems,
  };
}

const leafType = ({ type, format }: Schema): 'number' | 'text' | 'moment' => {
  if (type === 'number' || type === 'integer') return 'number';
  return format === 'date-time' ? 'moment' : 'text';
};

/** The name of a branch: its kind, its word, or what it is made of. */
function labelOf(branch: Schema): string {
  const kind = branch.properties?.kind?.const ?? branch.const;
  if (kind !== undefined) return String(kind);
  if (branch.type === 'null') return 'none';
  if (branch.type === 'object') return Object.keys(branch.properties ?? {}).join(' and ');
  return branch.type === 'array' ? 'these' : String(branch.type);
}

/** A part and all that is inside of it, outer ones first. */
export function* everyPart(part: Part): Generator<Part> {
  yield part;
  if ('parts' in part) for (const inner of part.parts) yield* everyPart(inner);
}

/** Whether a list holds plain values, which fit into one line. */
export const isPlain = ({ schema }: Part): boolean =>
  schema.items?.anyOf === undefined && schema.items?.type !== 'object' && !isObject(schema.items?.items);
