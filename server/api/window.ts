import { refuseFor } from './refusal.ts';

/** @throws Refusal 400 for a part of a run that ends before it begins */
export function checkWindow({ from = 0, to = from }: { from?: number; to?: number }): void {
  if (from <= to) return;
  throw refuseFor(400, [{ path: '/to', message: `must not be below from (${from}), got ${to}` }]);
}
