import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPS } from '../../../server/engine/kernels/ops.ts';

test('the numbers of ops.ts are those by which perform.ts tells them, in order', () => {
  const perform = readFileSync('server/engine/kernels/assembly/perform.ts', 'utf8');
  const cases = [...perform.matchAll(/case (\d+):\s+(\w+)\(/g)].map(([, number, op]) => [op, Number(number)]);
  expect(cases).toEqual(Object.entries(OPS).map(([op, [number]]) => [op, number]));
  const numbers = cases.map(([, number]) => number as number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});
