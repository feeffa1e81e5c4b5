import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../shared/check.ts';
import { JobSpec } from '../../../shared/spec/job-spec.ts';
import { hasIssue, placeIssues } from '../../../web/form/issues.ts';
import { everyPart, layOut } from '../../../web/form/parts.ts';
import { JOB } from '../../../web/form/schema.ts';
import { notesOf, sheetOf, typed } from '../../../web/form/sheet.ts';
import { arbitrarySpec } from '../../fuzz/arbitrary-spec.ts';

const issuesOf = (document: unknown) => {
  const checked = check(JobSpec, document);
  return checked.ok ? [] : checked.issues;
};
const placed = (document: unknown) =>
  Object.fromEntries(placeIssues(layOut(JOB, document), issuesOf(document)));
const FINE = { kind: 'train', dataset: { name: 'x' }, model: { kind: 'cnn' } };

describe('mistakes', () => {
  test('land at their fields', () => {
    expect(
      placed({
        ...FINE,
        epochs: 0,
        optimizer: { kind: 'adam', lr: -1 },
        model: { kind: 'cnn', filters: [8, 0] },
      }),
    ).toEqual({
      '/epochs': [expect.stringContaining('got 0')],
      '/optimizer/lr': [expect.stringContaining('got -1')],
      '/model/filters/1': [expect.stringContaining('got 0')],
    });
    expect(placed({ kind: 'train', model: { kind: 'cnn' } })).toEqual({ '/dataset': ['is required'] });
  });

  test('of a kind land at the choice, and of an unknown key at what is around it', () => {
    expect(placed({ ...FINE, optimizer: { kind: 'adamm' } })).toEqual({
      '/optimizer': [expect.stringContaining('"adamm"')],
    });
    expect(placed({ ...FINE, hooks: { evry: 2 } })).toEqual({
      '/hooks': [expect.stringMatching(/^evry: unknown key/)],
    });
    expect(placed({ ...FINE, epoch: 2 })).toEqual({ '': [expect.stringMatching(/^epoch: unknown key/)] });
  });

  test('are all shown somewhere, whatever the document', () => {
    fc.assert(
      fc.property(arbitrarySpec, (document) => {
        const form = layOut(JOB, document);
        const pointers = new Set(Array.from(everyPart(form), ({ pointer }) => pointer));
        const issues = issuesOf(document);
        const found = placeIssues(form, issues);
        expect([...found.values()].flat()).toHaveLength(issues.length);
        for (const pointer of found.keys()) expect(pointers.has(pointer), pointer).toBe(true);
        expect(hasIssue(form, found)).toBe(issues.length > 0);
      }),
      { numRuns: 100 },
    );
  });

  test('stand at their lines in the text', () => {
    const sheet = sheetOf({ ...FINE, epochs: 0, hooks: { evry: 2 } });
    const notes = notesOf(sheet, issuesOf(sheet.document));
    const lines = sheet.text.split('\n');
    expect(notes.map(({ line }) => lines[line - 1]!.trim())).toEqual(['"epochs": 0,', '"evry": 2']);
  });

  test('of what is left out stand at what it is left out of', () => {
    const sheet = typed(
      sheetOf({}),
      '{\n  "kind": "train",\n  "model": {"kind": "cnn"},\n  "dataset": {}\n}',
    );
    expect(notesOf(sheet, issuesOf(sheet.document))).toMatchObject([{ line: 4, path: '/dataset/name' }]);
  });
});

describe('a text that is no JSON', () => {
  const before = sheetOf(FINE);

  test('keeps what it last said, and tells the line', () => {
    const sheet = typed(before, '{\n  "kind": "train",\n  "epochs": 3,,\n}');
    expect(sheet.document).toBe(before.document);
    expect(notesOf(sheet, [])).toEqual([
      { line: 3, path: '', message: expect.stringMatching(/^not JSON: /) },
    ]);
    expect(typed(sheet, before.text)).toMatchObject({ fault: null, document: FINE });
  });

  test('is told of whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const sheet = typed(before, text);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(sheet.fault === null).toBe(isJson);
      }),
      { numRuns: 300 },
    );
    expect(typed(before, '').fault).toMatchObject({ line: 1 });
  });
});
