import { describe, expect, test } from 'vitest';
import { hintOf, limitsOf } from '../../../web/form/hints.ts';
import { everyPart, layOut } from '../../../web/form/parts.ts';
import { momentIn, numberIn, shownMoment, shownValue } from '../../../web/form/reading.ts';
import { JOB } from '../../../web/form/schema.ts';
import { summaryOf } from '../../../web/form/summary.ts';
import { titleOf } from '../../../web/form/titles.ts';

const partAt = (document: unknown, pointer: string) =>
  Array.from(everyPart(layOut(JOB, document))).find((part) => part.pointer === pointer)!;

describe('the words of a form', () => {
  test('say what numbers are taken', () => {
    expect(limitsOf({ minimum: 1, maximum: 10_000 })).toBe('1 to 10,000');
    expect(limitsOf({ exclusiveMinimum: 0, maximum: 1000 })).toBe('over 0, up to 1,000');
    expect(limitsOf({ minimum: 0, exclusiveMaximum: 1 })).toBe('from 0, below 1');
    expect(limitsOf({ exclusiveMinimum: 0, exclusiveMaximum: 1 })).toBe('over 0, below 1');
    expect(limitsOf({ exclusiveMinimum: 0 })).toBe('over 0');
    expect(limitsOf({ minimum: 1 })).toBe('1 or more');
    expect(limitsOf({ exclusiveMaximum: 1 })).toBe('below 1');
    expect(limitsOf({})).toBe('');
  });

  test('say what a field means, takes, and is when it is left out', () => {
    expect(hintOf(partAt({ kind: 'train' }, '/epochs'))).toBe('1 to 10,000; default 3');
    expect(hintOf(partAt({ kind: 'train' }, '/hooks/every'))).toBe(
      'Watch every n-th batch. 1 to 1,000,000; default 1.',
    );
    expect(hintOf(partAt({ kind: 'train' }, '/name'))).toBeNull();
    expect(hintOf(partAt({ kind: 'train' }, '/notBefore'))).toBe('Stays in the queue until then.');
  });

  test('call fields by names', () => {
    expect(titleOf('batchSize')).toBe('Batch size');
    expect(titleOf('lr')).toBe('Learning rate');
    expect(titleOf('constructor')).toBe('Constructor');
  });

  test('tell what an item is', () => {
    const layers = [{ kind: 'conv', filters: 8 }, { kind: 'flatten' }, { kind: 'no-such' }];
    const document = { kind: 'train', model: { kind: 'sequential', layers } };
    expect(summaryOf(partAt(document, '/model/layers/0'))).toBe(
      'Layer 1: conv, filters 8, kernel 3, stride 1',
    );
    expect(summaryOf(partAt(document, '/model/layers/1'))).toBe('Layer 2: flatten');
    expect(summaryOf(partAt(document, '/model/layers/2'))).toBe('Layer 3: choose …');
  });
});

describe('what is typed', () => {
  test('is a number where it is one, and stays as it is elsewhere', () => {
    expect(['0.1', '1e-3', ' 2 ', '-0.5'].map(numberIn)).toEqual([0.1, 0.001, 2, -0.5]);
    expect(['1e', '-', 'ten', ' '].map(numberIn)).toEqual(['1e', '-', 'ten', ' ']);
  });

  test('is shown again', () => {
    expect([0.1, 'x', true, [1], null, undefined].map(shownValue)).toEqual([
      '0.1',
      'x',
      'true',
      '[1]',
      '',
      '',
    ]);
  });

  test('is a moment of the local time', () => {
    const moment = momentIn('2026-03-04T05:06');
    expect(moment).toBe(new Date(2026, 2, 4, 5, 6).toISOString());
    expect(shownMoment(moment)).toBe('2026-03-04T05:06');
    expect(momentIn('soon')).toBe('soon');
    expect(shownMoment('soon')).toBe('');
  });
});
