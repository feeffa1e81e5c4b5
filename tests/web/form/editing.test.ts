import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../shared/check.ts';
import { JobSpec } from '../../../shared/spec/job-spec.ts';
import { blank, chosen, edited, extended, moved } from '../../../web/form/editing.ts';
import { everyPart, layOut, type Part } from '../../../web/form/parts.ts';
import { tokensOf } from '../../../web/form/pointer.ts';
import { JOB } from '../../../web/form/schema.ts';
import { sheetOf, typed } from '../../../web/form/sheet.ts';
import { filled, validSpec } from './arbitrary.ts';

const partsOf = (document: unknown): Part[] => Array.from(everyPart(layOut(JOB, document)));

/** What a person does who fills a form in after a spec, from top to bottom: choose, add, type. */
function fillIn(asked: unknown): unknown {
  let document: unknown = {};
  const put = (pointer: string, value: unknown) => {
    document = edited(JOB, document, pointer, value);
  };
  // Those that are there from the first have the same places in both: what is above is already the same.
  for (const [i, part] of partsOf(asked).entries()) {
    const now = partsOf(document)[i]!;
    expect(now.pointer).toBe(part.pointer);
    if (part.type === 'choice' && now.type === 'choice' && part.chosen !== now.chosen) {
      put(part.pointer, chosen(now.options[now.chosen]?.branch, now.options[part.chosen]!.branch, now.value));
    } else if (part.type === 'list' && now.type === 'list') {
      let items = now.value as unknown[];
      while (items.length < part.parts.length) items = extended(now.schema, items);
      put(part.pointer, items.slice(0, part.parts.length));
    } else if (!('parts' in part) && now.value !== part.value) put(part.pointer, part.value);
  }
  return document;
}

describe('a form and its document', () => {
  test('can say every valid spec, field by field from nothing', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        expect(filled(fillIn(filled(spec)))).toEqual(filled(spec));
      }),
      { numRuns: 20 },
    );
  });

  test('leave a valid spec as it is: read into the form, written back from each control, through the text', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const sheet = sheetOf(spec);
        expect(typed(sheet, sheet.text).document).toEqual(JSON.parse(JSON.stringify(spec)));
        const leaves = partsOf(spec).filter((part) => !('parts' in part));
        const written = leaves.reduce(
          (document, part) => edited(JOB, document, part.pointer, part.value),
          spec,
        );
        expect(filled(written)).toEqual(filled(spec));
      }),
      { numRuns: 40 },
    );
  });
});

describe('an edit', () => {
  const document = { kind: 'train', dataset: { name: 'x' }, model: { kind: 'cnn' } };

  test('writes down what was left out on its way, in the order of the schema', () => {
    const next = edited(JOB, document, '/optimizer/lr', 0.4) as object;
    expect(next).toEqual({ ...document, optimizer: { kind: 'sgd', lr: 0.4 } });
    expect(Object.keys(edited(JOB, next, '/seed', 1) as object)).toEqual([
      'kind',
      'seed',
      'dataset',
      'model',
      'optimizer',
    ]);
    expect(document).not.toHaveProperty('optimizer');
  });

  test('of an item keeps the rest of a default list', () => {
    expect(edited(JOB, document, '/model/filters/1', 20)).toMatchObject({
      model: { filters: [8, 20, 32, 64] },
    });
    expect(edited(JOB, document, '/model/filters/0', undefined)).toMatchObject({
      model: { filters: [16, 32, 64] },
    });
  });

  test('with undefined takes a field out', () => {
    expect(edited(JOB, { ...document, seed: 3 }, '/seed', undefined)).toEqual(document);
  });

  test('keeps a key with a slash and one that objects have by nature', () => {
    expect(tokensOf('/a~1b/~01')).toEqual(['a/b', '~1']);
    const wild = JSON.parse('{"kind": "train", "__proto__": {"a": 1}}');
    expect(JSON.stringify(edited(JOB, wild, '/seed', 1))).toBe(
      '{"kind":"train","__proto__":{"a":1},"seed":1}',
    );
  });
});

describe('choosing a branch', () => {
  const branchesOf = (pointer: string) => {
    const part = Array.from(everyPart(layOut(JOB, { kind: 'train' }))).find(
      (one) => one.pointer === pointer,
    )!;
    if (part.type !== 'choice') throw new Error(pointer);
    return Object.fromEntries(part.options.map(({ label, branch }) => [label, branch]));
  };

  test('carries over what means the same in both, and no rate', () => {
    const { sgd, momentum, adam } = branchesOf('/optimizer');
    const value = { kind: 'sgd', lr: 0.4, weightDecay: 0.1 };
    expect(chosen(sgd, adam!, value)).toEqual({ kind: 'adam', weightDecay: 0.1 });
    expect(chosen(sgd, momentum!, value)).toEqual({ kind: 'momentum', lr: 0.4, weightDecay: 0.1 });
  });

  test('begins with the least that can be said', () => {
    const { lsuv, weights } = branchesOf('/init');
    expect(blank(lsuv!)).toEqual({ kind: 'lsuv' });
    expect(
      check(JobSpec, {
        kind: 'train',
        dataset: { name: 'x' },
        model: { kind: 'cnn' },
        init: blank(weights!),
      }),
    ).toMatchObject({ issues: [{ path: '/init/artifact', message: 'is required' }] });
  });
});

test('an item moves', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
});
