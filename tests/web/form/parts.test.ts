import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyPart, layOut, type Part } from '../../../web/form/parts.ts';
import { within } from '../../../web/form/pointer.ts';
import { JOB, type Schema } from '../../../web/form/schema.ts';
import { filled, validSpec } from './arbitrary.ts';

const partsOf = (document: unknown): Map<string, Part> =>
  new Map(Array.from(everyPart(layOut(JOB, document)), (part) => [part.pointer, part]));

/** Pointers of all values in a document, `kind` aside: that is said by the choice around it. */
function pointersIn(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  return Object.entries(value)
    .filter(([key]) => key !== 'kind')
    .flatMap(([key, item]) => pointersIn(item, within(pointer, key)))
    .concat(pointer);
}

describe('the form of a job', () => {
  test('has a control for whatever a valid spec says', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const document = filled(spec);
        const parts = partsOf(document);
        for (const pointer of pointersIn(document)) expect(parts.has(pointer), pointer).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['train', 'lr-find'])(
    'has a control for every field of %s, also when none is filled in',
    (kind) => {
      const parts = partsOf({ kind });
      const variant = JOB.anyOf!.find(({ properties }) => properties!.kind!.const === kind)!;
      for (const key of Object.keys(variant.properties!).filter((name) => name !== 'kind')) {
        expect(parts.get(`/${key}`)?.title, key).toMatch(/^[A-Z]/);
      }
    },
  );

  test('offers every branch of every union, each under a name of its own', () => {
    const seen = new Set<Schema>();
    const visit = (schema: Schema): void => {
      if (seen.has(schema)) return;
      seen.add(schema);
      const part = layOut(schema, undefined);
      if (schema.enum) expect(part.type).toBe('select');
      if (schema.type === 'boolean') expect(part.type).toBe('switch');
      if (part.type === 'choice') {
        const labels = part.options.map(({ label }) => label);
        expect(labels).toHaveLength(schema.anyOf!.length);
        expect(new Set(labels).size, labels.join()).toBe(labels.length);
        expect(labels).not.toContain('undefined');
      }
      const inner = [...(schema.anyOf ?? []), ...Object.values(schema.properties ?? {}), schema.items ?? {}];
      for (const one of inner.filter((child) => Object.keys(child).length > 0)) visit(one);
    };
    visit(JOB);
    expect(seen.size).toBeGreaterThan(100);
  });

  test('shows the default of what is left out, and knows that it is left out', () => {
    const parts = partsOf({ kind: 'train', model: { kind: 'cnn' } });
    expect(parts.get('/batchSize')).toMatchObject({ given: undefined, value: 1024, type: 'number' });
    expect(parts.get('/optimizer')).toMatchObject({ given: undefined, value: { kind: 'sgd' }, chosen: 0 });
    expect(parts.get('/optimizer/lr')).toMatchObject({ value: 0.1 });
    expect(parts.get('/model/filters/3')).toMatchObject({ given: 64, type: 'number' });
    expect(parts.get('/checkpoint/everyEpochs')).toMatchObject({ value: 1, isNullable: true });
  });

  test('bears whatever people may write where an object is wanted', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('model', 'hooks', 'augment', 'name', 'seed'),
        (junk, key) => {
          layOut(JOB, junk);
          layOut(JOB, { kind: 'train', [key]: junk });
        },
      ),
      { numRuns: 200 },
    );
  });
});
