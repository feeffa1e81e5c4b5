import { describe, expect, test } from 'vitest';
import { STATES } from '../../shared/lifecycle.ts';
import { fileName } from '../../web/parts/download.ts';
import { ALLOWED } from '../../web/parts/permissions.ts';
import { secondsBetween, spanOf } from '../../web/parts/spans.ts';

describe('what may be asked of a job', () => {
  const allowed = (verb: keyof typeof ALLOWED) => STATES.filter(ALLOWED[verb]);

  test('follows its state', () => {
    expect(allowed('pause')).toEqual(['running']);
    expect(allowed('resume')).toEqual(['paused']);
    expect(allowed('cancel')).toEqual(['queued', 'running', 'pausing', 'paused']);
    expect(allowed('retry')).toEqual(['failed', 'cancelled']);
    expect(allowed('delete')).toEqual(['queued', 'paused', 'succeeded', 'failed', 'cancelled']);
  });
});

test('spans are told as people do', () => {
  expect([0.25, 42.4, 200, 7500, 200_000, null].map(spanOf)).toEqual([
    '0.3 s',
    '42 s',
    '3 min 20 s',
    '2 h 5 min',
    '2 d 7 h',
    '–',
  ]);
  expect(secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z')).toBe(60);
  expect(secondsBetween('2026-01-01T00:00:00Z', null, Date.parse('2026-01-01T00:00:05Z'))).toBe(5);
  expect(secondsBetween(null, null)).toBeNull();
});

test('file names are what every system takes', () => {
  expect(fileName('lesson 17: batch norm / 0.5', 'svg')).toBe('lesson-17-batch-norm-0.5.svg');
  expect(fileName('…', 'svg')).toBe('run.svg');
});
