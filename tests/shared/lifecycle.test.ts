import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TRANSITIONS } from '../../shared/lifecycle.ts';

test('docs/job-lifecycle.md draws the table of transitions, no more and no less', () => {
  const page = readFileSync(new URL('../../docs/job-lifecycle.md', import.meta.url), 'utf8');
  const drawn = Array.from(page.matchAll(/^ {2}(\w+) --> (\w+)/gm), ([, from, to]) => `${from} ${to}`);
  const table = Object.entries(TRANSITIONS).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
  expect(drawn.sort()).toEqual(table.sort());
});
