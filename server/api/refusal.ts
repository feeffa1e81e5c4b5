import type { Issue } from '../../shared/problem.ts';

/** A request that is turned down, with what its sender has to know. Answered as a problem (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;
  readonly issues: readonly Issue[];

  constructor(statusCode: number, message: string, issues: readonly Issue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.issues = issues;
  }
}

/** A body of 1 MiB has room for a hundred thousand mistakes, and the answer would be many times as long as the question. */
const MAX_ISSUES = 50;

/** The request is understood and one or more things in it are wrong. */
export function refuseFor(statusCode: 400 | 422, issues: readonly Issue[]): Refusal {
  const first = issues.slice(0, MAX_ISSUES);
  const told = first.map(({ path, message }) => (path ? `${path} ${message}` : message));
  if (issues.length > first.length) told.push(`and ${issues.length - first.length} mistakes more`);
  return new Refusal(statusCode, told.join('; '), first);
}

export const unknownJob = (id: string): Refusal =>
  new Refusal(404, `There is no job ${id}; GET /jobs lists them`, [{ path: '/id', message: 'is unknown' }]);

export const unknownRun = (id: string): Refusal =>
  new Refusal(404, `There is no run ${id}; GET /runs lists them`, [{ path: '/id', message: 'is unknown' }]);
