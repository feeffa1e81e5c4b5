import type { Issue } from '../../shared/problem.ts';

/** Above every spec: layers within layers within layers take about a dozen. */
const MOST = 64;

/**
 * Where a body is nested too deep. What reads it afterwards may call itself: a deeper value would be the end of the stack,
 * here or in a library. Looks level by level, with no stack of its own.
 */
export function tooDeep(body: unknown): Issue[] {
  const message = `is nested too deep: at most ${MOST} levels are taken`;
  if (typeof body !== 'object' || body === null) return [];
  if (Array.isArray(body)) return isDeep(body) ? [{ path: '', message }] : [];
  return Object.entries(body)
    .filter(([, value]) => isDeep(value))
    .map(([key]) => ({ path: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, message }));
}

function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
