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

/** The request is understood and one or more things in it are wrong. */
export function refuseFor(statusCode: 400 | 422, issues: readonly Issue[]): Refusal {
  const told = issues.map(({ path, message }) => (path ? `${path} ${message}` : message));
  return new Refusal(statusCode, told.join('; '), issues);
}

export const unknownJob = (id: string): Refusal =>
  new Refusal(404, `There is no job ${id}; GET /jobs lists them`, [{ path: '/id', message: 'is unknown' }]);

export const unknownRun = (id: string): Refusal =>
  new Refusal(404, `There is no run ${id}; GET /runs lists them`, [{ path: '/id', message: 'is unknown' }]);
