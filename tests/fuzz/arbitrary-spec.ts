import fc from 'fast-check';
import { JobSpec } from '../../shared/spec/job-spec.ts';

type Schema = {
  const?: unknown;
  enum?: unknown[];
  type?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema | Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  required?: string[];
  default?: unknown;
  minLength?: number;
  format?: string;
  pattern?: string;
};

/** Whatever JSON can say, and some numbers that programs stumble over. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    -1,
    0,
    0.5,
    1e308,
    -1e308,
    2 ** 31,
    2 ** 53,
    Number.MIN_VALUE,
    '',
    ' ',
    '\u0000',
    '__proto__',
    [],
    {},
    null,
  ),
);

/** Mostly what the schema asks for, at its edges, and now and then something else. */
function arbitraryOf(schema: Schema, wrong: number): fc.Arbitrary<unknown> {
  const right = rightOf(schema, wrong);
  return fc.oneof({ weight: 100 - wrong, arbitrary: right }, { weight: wrong, arbitrary: junk });
}

function rightOf(schema: Schema, wrong: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((branch) => arbitraryOf(branch, wrong)));
  switch (schema.type) {
    case 'object':
      return objectOf(schema, wrong);
    case 'array':
      return fc.array(arbitraryOf([schema.items].flat()[0] ?? {}, wrong), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
      });
    case 'integer':
      return fc.integer({
        min: Math.ceil(schema.minimum ?? -10),
        max: Math.floor(schema.maximum ?? 100_000),
      });
    case 'number':
      return fc.double({ ...rangeOf(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return schema.format === 'date-time'
        ? fc
            .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
            .map((date) => date.toISOString())
        : textOf(schema);
    default:
      return junk;
  }
}

const NEAR = 0.001;
const rangeOf = (schema: Schema): { min: number; max: number } => ({
  min: schema.minimum ?? (schema.exclusiveMinimum ?? -10) + NEAR,
  max: schema.maximum ?? (schema.exclusiveMaximum ?? 1000) - NEAR,
});

const textOf = ({ pattern, minLength = 0 }: Schema): fc.Arbitrary<string> =>
  pattern === undefined ? fc.string({ minLength, maxLength: 12 }) : fc.stringMatching(new RegExp(pattern));

/** Any of its fields that has a default may be left out, and one more may be there. */
function objectOf({ properties = {}, required = [] }: Schema, wrong: number): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([key, child]) => [key, arbitraryOf(child, wrong)]),
  );
  const known = fc.record(fields, {
    requiredKeys: required.filter((key) => properties[key]!.default === undefined),
  });
  const more = fc.dictionary(fc.string({ maxLength: 5 }), junk, { maxKeys: 1 });
  return fc.oneof(
    { weight: 100 - wrong, arbitrary: known },
    { weight: wrong, arbitrary: fc.tuple(known, more).map(([fine, extra]) => ({ ...fine, ...extra })) },
  );
}

/** Made once: the schema is large. From flawless to hopeless. */
const specs = fc.oneof(...[0, 0, 1, 5, 30].map((wrong) => arbitraryOf(JobSpec as unknown as Schema, wrong)));

/** `dataset` and `model` are mostly ones that can be had: few specs would come far else. */
export const arbitrarySpec: fc.Arbitrary<unknown> = fc
  .tuple(specs, fc.integer({ min: 0, max: 9 }))
  .map(([spec, luck]) => {
    if (luck < 2 || typeof spec !== 'object' || spec === null || Array.isArray(spec)) return spec;
    const given = { ...spec, dataset: { name: 'fashion-mnist' } };
    return luck < 5 ? given : { ...given, model: { kind: 'cnn' } };
  });
